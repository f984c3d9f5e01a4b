import { z } from "zod";
import { freeAddresses } from "../ec2/interfaces";
import { SUBNET } from "../ec2/types";
import type { Call } from "../resourceType";

const subnetOutputs = z.looseObject({
  vpcId: z.string(),
  availabilityZone: z.string(),
  availabilityZoneId: z.string(),
});

export interface Subnet {
  readonly id: string;
  readonly vpcId: string;
  readonly zone: string;
  readonly zoneId: string;
}

/** The subnets of these ids, which must exist. */
export function subnetsOf(call: Call, ids: readonly string[]): Subnet[] {
  return ids.map((id) => {
    const { vpcId, availabilityZone, availabilityZoneId } = subnetOutputs.parse(call.account.get(SUBNET, id)?.outputs);
    return { id, vpcId, zone: availabilityZone, zoneId: availabilityZoneId };
  });
}

export function free(call: Call, subnet: Subnet): number {
  return freeAddresses(call.account, subnet.id);
}
