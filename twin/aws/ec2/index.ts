import type { ResourceType } from "../resourceType";
import { endpointTypes } from "./endpoints";
import { gatewayTypes } from "./gateways";
import { interfaceTypes } from "./interfaces";
import { launchTypes } from "./launchTemplates";
import { otherTypes } from "./others";
import { routeTypes } from "./routes";
import { securityGroupTypes } from "./securityGroups";
import { subnetTypes } from "./subnets";
import { vpcTypes } from "./vpcs";

export { ec2Functions } from "./functions";

export const ec2Types: readonly ResourceType[] = [
  ...vpcTypes,
  ...subnetTypes,
  ...gatewayTypes,
  ...routeTypes,
  ...securityGroupTypes,
  ...interfaceTypes,
  ...endpointTypes,
  ...launchTypes,
  ...otherTypes,
];
