import { z } from "zod";
import { type Cidr, networkOfCidr } from "../../../capacity/cidr";
import { freeAddresses } from "../ec2/interfaces";
import { routesOf } from "../ec2/routes";
import { ROUTE_TABLE, ROUTE_TABLE_ASSOCIATION, SUBNET, VPC } from "../ec2/types";
import { objects, text } from "../read";
import type { Call } from "../resourceType";
import type { EksOperation } from "./context";

const subnetOutputs = z.looseObject({
  vpcId: z.string(),
  availabilityZone: z.string(),
  availabilityZoneId: z.string(),
  mapPublicIpOnLaunch: z.boolean().optional(),
});

export interface Subnet {
  readonly id: string;
  readonly vpcId: string;
  readonly zone: string;
  readonly zoneId: string;
  /** Instances get a public address at launch. */
  readonly publicAddresses: boolean;
}

/** The subnets of these ids, which must exist. */
export function subnetsOf(call: Call, ids: readonly string[], operation: EksOperation): Subnet[] {
  return ids.map((id) => {
    const stored = call.account.get(SUBNET, id);
    if (!stored) throw operation.invalid(`The subnet ID '${id}' does not exist`);
    const {
      vpcId,
      availabilityZone,
      availabilityZoneId,
      mapPublicIpOnLaunch = false,
    } = subnetOutputs.parse(stored.outputs);
    return { id, vpcId, zone: availabilityZone, zoneId: availabilityZoneId, publicAddresses: mapPublicIpOnLaunch };
  });
}

/** Whether the subnet's route table, or else the VPC's main one, sends anything to an internet gateway. */
export function isPublic(call: Call, { id, vpcId }: Subnet): boolean {
  const { account } = call;
  const association = account.list(ROUTE_TABLE_ASSOCIATION).find(({ outputs }) => outputs.subnetId === id);
  const tableId = text(association?.outputs.routeTableId) ?? text(account.get(VPC, vpcId)?.outputs.mainRouteTableId);
  if (tableId === undefined) return false;
  const routes = [
    ...routesOf(account, tableId).map(({ outputs }) => outputs),
    ...objects(account.get(ROUTE_TABLE, tableId)?.outputs.routes),
  ];
  return routes.some(({ gatewayId }) => text(gatewayId)?.startsWith("igw-"));
}

export function free(call: Call, subnet: Subnet): number {
  return freeAddresses(call.account, subnet.id);
}

/** @throws for what AWS would not have taken as a CIDR */
export function cidrOf(text: string): Cidr {
  const cidr = networkOfCidr(text);
  if (!cidr) throw new Error(`"${text}" is not an IPv4 CIDR`);
  return cidr;
}
