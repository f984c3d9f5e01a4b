import type { ResourceType } from "../resourceType";
import { endpointTypes } from "./endpoints";
import { flowLogTypes } from "./flowLogs";
import { gatewayTypes } from "./gateways";
import { launchTypes } from "./launchTemplates";
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
  ...endpointTypes,
  ...launchTypes,
  ...flowLogTypes,
];
