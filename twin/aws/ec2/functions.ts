import type { Properties, Value } from "../../provider/values";
import type { StoredResource } from "../account";
import { matchesWildcard, meetsFilters } from "../filters";
import { objects, shown, text, texts } from "../read";
import { dnsSuffixOf, partitionOf, zonesOf } from "../regions";
import type { Call, Functions } from "../resourceType";
import { imageFunctions } from "./images";
import { associationsOf, routesOf } from "./routes";
import { ROUTE_TABLE, ROUTE_TABLE_ASSOCIATION, SUBNET, VPC } from "./types";

function getAvailabilityZones(call: Call, args: Properties): Properties {
  const excluded = new Set([...texts(args.excludeNames), ...texts(args.excludeZoneIds)]);
  const attribute = (name: string, zone: { name: string; id: string }) =>
    ({
      "zone-name": zone.name,
      "zone-id": zone.id,
      "region-name": call.region,
      "group-name": call.region,
      state: "available",
    })[name] ?? { "opt-in-status": "opt-in-not-required", "zone-type": "availability-zone" }[name];
  const zones = zonesOf(call.region, call.account.id)
    .filter(({ name, id }) => !excluded.has(name) && !excluded.has(id))
    .filter(() => args.state === undefined || args.state === "available")
    .filter((zone) =>
      objects(args.filters).every(({ name, values }) => {
        const actual = attribute(shown(name), zone);
        return actual !== undefined && texts(values).some((pattern) => matchesWildcard(pattern, actual));
      }),
    );
  return {
    ...args,
    id: call.region,
    region: call.region,
    names: zones.map(({ name }) => name),
    zoneIds: zones.map(({ id }) => id),
    groupNames: [call.region],
  };
}

function getPartition(call: Call): Properties {
  const partition = partitionOf(call.region);
  const dnsSuffix = dnsSuffixOf(call.region);
  return { id: partition, partition, dnsSuffix, reverseDnsPrefix: dnsSuffix.split(".").reverse().join(".") };
}

/** The one resource that is meant; the provider wants exactly one. */
function only(found: readonly StoredResource[], title: string): StoredResource {
  const [first, second] = found;
  if (!first) throw new Error(`no matching ${title} found`);
  if (second)
    throw new Error(`multiple ${title}s matched; use additional constraints to reduce matches to a single ${title}`);
  return first;
}

function getRouteTable(call: Call, args: Properties): Properties {
  const { account } = call;
  const [subnetId, routeTableId, vpcId] = [text(args.subnetId), text(args.routeTableId), text(args.vpcId)];
  // A subnet that only the main table serves has no association of its own, and is not found.
  const served = account.list(ROUTE_TABLE_ASSOCIATION).find(({ outputs }) => outputs.subnetId === subnetId);
  const table = only(
    account
      .list(ROUTE_TABLE)
      .filter(
        (candidate) =>
          (routeTableId === undefined || candidate.id === routeTableId) &&
          (vpcId === undefined || candidate.outputs.vpcId === vpcId) &&
          (subnetId === undefined || candidate.id === served?.outputs.routeTableId) &&
          meetsFilters(candidate, args, routeTableFilter(call)),
      ),
    "EC2 Route Table",
  );
  const main = isMain(call, table);
  return {
    ...args,
    id: table.id,
    routeTableId: table.id,
    vpcId: table.outputs.vpcId,
    ownerId: account.id,
    region: call.region,
    arn: table.outputs.arn,
    tags: table.outputs.tagsAll ?? {},
    subnetId: subnetId ?? "",
    gatewayId: text(args.gatewayId) ?? "",
    routes: [
      ...objects(table.outputs.routes),
      ...routesOf(account, table.id).map(({ outputs }) => ({ ...outputs, cidrBlock: outputs.destinationCidrBlock })),
    ].map(describeRoute),
    associations: [
      ...(main
        ? [
            {
              routeTableAssociationId: `rtbassoc-${table.id.slice("rtb-".length)}`,
              routeTableId: table.id,
              subnetId: "",
              gatewayId: "",
              main: true,
            },
          ]
        : []),
      ...associationsOf(account, table.id).map(({ id, outputs }) => ({
        routeTableAssociationId: id,
        routeTableId: table.id,
        subnetId: outputs.subnetId ?? "",
        gatewayId: outputs.gatewayId ?? "",
        main: false,
      })),
    ],
  };
}

function isMain(call: Call, table: StoredResource): boolean {
  return call.account.list(VPC).some(({ outputs }) => outputs.mainRouteTableId === table.id);
}

function routeTableFilter(call: Call) {
  return (table: StoredResource, name: string): Value | undefined =>
    ({
      "vpc-id": table.outputs.vpcId,
      "route-table-id": table.id,
      "association.main": shown(isMain(call, table)),
      "association.subnet-id": associationsOf(call.account, table.id).flatMap(
        ({ outputs }) => text(outputs.subnetId) ?? [],
      ),
    })[name];
}

const ROUTE_MEMBERS = [
  "carrierGatewayId",
  "cidrBlock",
  "coreNetworkArn",
  "destinationPrefixListId",
  "egressOnlyGatewayId",
  "gatewayId",
  "instanceId",
  "ipv6CidrBlock",
  "localGatewayId",
  "natGatewayId",
  "networkInterfaceId",
  "transitGatewayId",
  "vpcEndpointId",
  "vpcPeeringConnectionId",
];

function describeRoute(route: Properties): Properties {
  return Object.fromEntries(ROUTE_MEMBERS.map((member) => [member, route[member] ?? ""]));
}

function getSubnets(call: Call, args: Properties): Properties {
  const found = call.account.list(SUBNET).filter((subnet) =>
    meetsFilters(
      subnet,
      args,
      ({ id, outputs }, name) =>
        ({
          "vpc-id": outputs.vpcId,
          "subnet-id": id,
          "availability-zone": outputs.availabilityZone,
          "availability-zone-id": outputs.availabilityZoneId,
          "cidr-block": outputs.cidrBlock,
          "map-public-ip-on-launch": shown(outputs.mapPublicIpOnLaunch),
        })[name],
    ),
  );
  return { ...args, id: call.region, region: call.region, ids: found.map(({ id }) => id) };
}

function getVpc(call: Call, args: Properties): Properties {
  const vpc = only(
    // The simulated account was opened without the default VPC that older accounts have.
    call.account
      .list(VPC)
      .filter(
        (candidate) =>
          args.default !== true &&
          (text(args.id) === undefined || candidate.id === args.id) &&
          (text(args.cidrBlock) === undefined || candidate.outputs.cidrBlock === args.cidrBlock) &&
          meetsFilters(
            candidate,
            args,
            ({ id, outputs }, name) =>
              ({ "vpc-id": id, cidr: outputs.cidrBlock, "cidr-block": outputs.cidrBlock })[name],
          ),
      ),
    "EC2 VPC",
  );
  const { cidrBlock } = vpc.outputs;
  return {
    ...args,
    ...vpc.outputs,
    id: vpc.id,
    default: false,
    state: "available",
    tags: vpc.outputs.tagsAll ?? {},
    cidrBlockAssociations: [
      { associationId: `vpc-cidr-assoc-${vpc.id.slice("vpc-".length)}`, cidrBlock, state: "associated" },
    ],
  };
}

export const ec2Functions: Functions = {
  "aws:index/getAvailabilityZones:getAvailabilityZones": getAvailabilityZones,
  "aws:index/getPartition:getPartition": getPartition,
  "aws:ec2/getRouteTable:getRouteTable": getRouteTable,
  "aws:ec2/getSubnets:getSubnets": getSubnets,
  "aws:ec2/getVpc:getVpc": getVpc,
  ...imageFunctions,
};
