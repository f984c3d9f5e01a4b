import { crc32 } from "node:zlib";
import type { CheckFailure } from "../../provider/resourceProvider";
import type { Properties } from "../../provider/values";
import type { Account, StoredResource } from "../account";
import { overlaps, networkOfCidr } from "../../../capacity/cidr";
import { newId } from "../generic";
import { isAbsent } from "../paths";
import { objects, shown, text } from "../read";
import type { Call, ResourceType } from "../resourceType";
import { ec2Error } from "./errors";
import { isUsableNatGateway } from "./gateways";
import {
  INTERNET_GATEWAY,
  NAT_GATEWAY,
  ROUTE,
  ROUTE_TABLE,
  ROUTE_TABLE_ASSOCIATION,
  SUBNET,
  VPC,
  VPC_ENDPOINT,
} from "./types";
import { cidrFailures, vpcCidrs } from "./vpcs";

const DESTINATIONS = ["destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"] as const;
const TARGETS = [
  "carrierGatewayId",
  "coreNetworkArn",
  "egressOnlyGatewayId",
  "gatewayId",
  "localGatewayId",
  "natGatewayId",
  "networkInterfaceId",
  "odbNetworkArn",
  "transitGatewayId",
  "vpcEndpointId",
  "vpcPeeringConnectionId",
] as const;

function exactlyOne(inputs: Properties, properties: readonly string[]): CheckFailure[] {
  const given = properties.filter((property) => !isAbsent(inputs[property]));
  if (given.length === 1) return [];
  return [
    {
      property: given[0] ?? properties[0] ?? "",
      reason: `Invalid combination of arguments: one of ${properties.join(", ")} must be specified, got ${given.join(", ") || "none"}`,
    },
  ];
}

const routeTable: ResourceType = {
  type: ROUTE_TABLE,
  check: (inputs) =>
    objects(inputs.routes).flatMap((route) =>
      cidrFailures("cidrBlock", route).map(({ reason }) => ({ property: "routes", reason })),
    ),
  create(call, inputs) {
    for (const route of objects(inputs.routes)) refuseTarget(call, "CreateRoute", text(inputs.vpcId), route);
    return { id: newId(ROUTE_TABLE, call, inputs), outputs: { routes: inputs.routes ?? [] } };
  },
  update(call, current, news, changed) {
    if (changed.some((path) => path.startsWith("routes")))
      for (const route of objects(news.routes)) refuseTarget(call, "CreateRoute", text(current.outputs.vpcId), route);
    return {};
  },
  delete(call, current) {
    if (call.account.list(VPC).some(({ outputs }) => outputs.mainRouteTableId === current.id))
      throw ec2Error(
        "DeleteRouteTable",
        `EC2 Route Table (${current.id})`,
        "DependencyViolation",
        `The routeTable '${current.id}' has dependencies and cannot be deleted.`,
      );
    // The provider ends the associations it sees, and a table's routes go with it.
    for (const { type, id } of [...associationsOf(call.account, current.id), ...routesOf(call.account, current.id)])
      call.account.remove(type, id);
  },
};

export function associationsOf(account: Account, routeTableId: string): StoredResource[] {
  return account.list(ROUTE_TABLE_ASSOCIATION).filter(({ outputs }) => outputs.routeTableId === routeTableId);
}

export function routesOf(account: Account, routeTableId: string): StoredResource[] {
  return account.list(ROUTE).filter(({ outputs }) => outputs.routeTableId === routeTableId);
}

/** Refuses a target that isn't there, or is of another network. */
function refuseTarget(call: Call, operation: string, vpcId: string | undefined, route: Properties): void {
  const { account } = call;
  const refuse = (code: string, message: string) => ec2Error(operation, "EC2 Route", code, message);
  const gatewayId = text(route.gatewayId);
  if (gatewayId?.startsWith("igw-")) {
    const gateway = account.get(INTERNET_GATEWAY, gatewayId);
    if (!gateway)
      throw refuse("InvalidInternetGatewayID.NotFound", `The internetGateway ID '${gatewayId}' does not exist`);
    if (gateway.outputs.vpcId !== vpcId)
      throw refuse(
        "InvalidParameterValue",
        `route table and network gateway ${gatewayId} belong to different networks`,
      );
  }
  const natGatewayId = text(route.natGatewayId);
  if (natGatewayId !== undefined) {
    const gateway = account.get(NAT_GATEWAY, natGatewayId);
    if (!gateway || !isUsableNatGateway(gateway))
      throw refuse("InvalidNatGatewayID.NotFound", `The natGateway ID '${natGatewayId}' does not exist`);
  }
  const endpoint = account.get(VPC_ENDPOINT, text(route.vpcEndpointId) ?? "");
  if (endpoint && endpoint.outputs.vpcEndpointType !== "GatewayLoadBalancer")
    throw refuse("RouteNotSupported", `Endpoint ${endpoint.id} cannot be the target of a route`);
}

function refuseLocal(call: Call, vpcId: string | undefined, destination: string | undefined): void {
  const cidr = networkOfCidr(destination ?? "");
  const local = vpcCidrs(call.account, vpcId ?? "").find(
    (block) => cidr && overlaps(block, cidr) && block.prefixLength === cidr.prefixLength,
  );
  if (local)
    throw ec2Error(
      "CreateRoute",
      "EC2 Route",
      "InvalidParameterValue",
      `The destination CIDR block ${shown(destination)} is equal to or more specific than one of this VPC's CIDR blocks: the local route keeps it`,
    );
}

const route: ResourceType = {
  type: ROUTE,
  check: (inputs) => [
    ...exactlyOne(inputs, DESTINATIONS),
    ...exactlyOne(inputs, TARGETS),
    ...cidrFailures("destinationCidrBlock", inputs),
  ],
  create(call, inputs) {
    const routeTableId = text(inputs.routeTableId) ?? "";
    const vpcId = text(call.account.get(ROUTE_TABLE, routeTableId)?.outputs.vpcId);
    refuseTarget(call, "CreateRoute", vpcId, inputs);
    refuseLocal(call, vpcId, text(inputs.destinationCidrBlock));
    const destination =
      DESTINATIONS.map((property) => text(inputs[property])).find((value) => value !== undefined) ?? "";
    return { id: `r-${routeTableId}${crc32(destination)}`, outputs: { instanceId: "", instanceOwnerId: "" } };
  },
  update(call, current, news) {
    const vpcId = text(call.account.get(ROUTE_TABLE, text(news.routeTableId) ?? "")?.outputs.vpcId);
    refuseTarget(call, "ReplaceRoute", vpcId, { ...current.inputs, ...news });
    return {};
  },
};

function refuseForeignSubnet(call: Call, operation: string, inputs: Properties): void {
  const table = call.account.get(ROUTE_TABLE, text(inputs.routeTableId) ?? "");
  const subnet = call.account.get(SUBNET, text(inputs.subnetId) ?? "");
  if (table && subnet && table.outputs.vpcId !== subnet.outputs.vpcId)
    throw ec2Error(
      operation,
      "EC2 Route Table Association",
      "InvalidParameterValue",
      `Route table ${table.id} and subnet ${subnet.id} belong to different networks`,
    );
}

const routeTableAssociation: ResourceType = {
  type: ROUTE_TABLE_ASSOCIATION,
  check: (inputs) => exactlyOne(inputs, ["subnetId", "gatewayId"]),
  create(call, inputs) {
    refuseForeignSubnet(call, "AssociateRouteTable", inputs);
    return { id: newId(ROUTE_TABLE_ASSOCIATION, call, inputs), outputs: {} };
  },
  update(call, _current, news) {
    refuseForeignSubnet(call, "ReplaceRouteTableAssociation", news);
    return {};
  },
};

export const routeTypes: readonly ResourceType[] = [routeTable, route, routeTableAssociation];
