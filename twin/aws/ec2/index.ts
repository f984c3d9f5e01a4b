import { dataType } from "../generic";
import type { ResourceType } from "../resourceType";
import { vpcEndpoint } from "./endpoints";
import { eip, natGateway } from "./gateways";
import { launchTemplate } from "./launchTemplates";
import { route } from "./routes";
import { subnet } from "./subnets";
import {
  EGRESS_RULE,
  FLOW_LOG,
  INGRESS_RULE,
  INTERNET_GATEWAY,
  ROUTE_TABLE,
  ROUTE_TABLE_ASSOCIATION,
  SECURITY_GROUP,
} from "./types";
import { vpc } from "./vpcs";

export { ec2Functions } from "./functions";

export const ec2Types: readonly ResourceType[] = [
  vpc,
  subnet,
  eip,
  natGateway,
  route,
  vpcEndpoint,
  launchTemplate,
  dataType(EGRESS_RULE),
  dataType(FLOW_LOG),
  dataType(INGRESS_RULE),
  dataType(INTERNET_GATEWAY),
  dataType(ROUTE_TABLE),
  dataType(ROUTE_TABLE_ASSOCIATION),
  dataType(SECURITY_GROUP),
];
