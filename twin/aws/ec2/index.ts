import { dataType } from "../generic";
import type { ResourceType } from "../resourceType";
import { cidrAssociation } from "./cidrAssociations";
import { vpcEndpoint } from "./endpoints";
import { flowLog } from "./flowLogs";
import { eip, natGateway } from "./gateways";
import { launchTemplate } from "./launchTemplates";
import { route } from "./routes";
import { subnet } from "./subnets";
import {
  EGRESS_RULE,
  INGRESS_RULE,
  INTERNET_GATEWAY,
  ROUTE_TABLE,
  ROUTE_TABLE_ASSOCIATION,
  SECURITY_GROUP,
} from "./types";
import { defaultSecurityGroup, vpc } from "./vpcs";

export { ec2Functions } from "./functions";

export const ec2Types: readonly ResourceType[] = [
  vpc,
  cidrAssociation,
  subnet,
  eip,
  natGateway,
  route,
  vpcEndpoint,
  launchTemplate,
  flowLog,
  defaultSecurityGroup,
  dataType(EGRESS_RULE),
  dataType(INGRESS_RULE),
  dataType(INTERNET_GATEWAY),
  dataType(ROUTE_TABLE),
  dataType(ROUTE_TABLE_ASSOCIATION),
  dataType(SECURITY_GROUP),
];
