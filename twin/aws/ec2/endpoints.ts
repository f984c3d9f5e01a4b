import type { Properties } from "../../provider/values";
import type { Account, StoredResource } from "../account";
import { newId } from "../generic";
import { randomHex } from "../identifiers";
import { shown, text, texts } from "../read";
import type { Call, ResourceType } from "../resourceType";
import { ec2Error } from "./errors";
import { allocateInterface, interfacesOf, releaseInterface, releaseInterfacesOf } from "./interfaces";
import { SUBNET, VPC, VPC_ENDPOINT } from "./types";
import { without } from "../paths";

/** Services with a gateway endpoint. */
const GATEWAY_SERVICES = new Set(["s3", "dynamodb", "s3express"]);

/** Services with an interface endpoint that a cluster may want: https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html */
const INTERFACE_SERVICES = new Set(
  (
    "s3 dynamodb ecr.api ecr.dkr ec2 ec2messages ssm ssmmessages sts logs monitoring events kms eks eks-auth autoscaling " +
    "elasticloadbalancing sqs sns secretsmanager xray elasticfilesystem fsx cloudformation guardduty-data lambda execute-api " +
    "kinesis-streams kinesis-firehose acm-pca aps aps-workspaces grafana cloudtrail config athena glue rds rds-data elasticache " +
    "codeartifact.api codeartifact.repositories codebuild codecommit application-autoscaling servicediscovery batch states " +
    "inspector2 inspector-scan pricing.api sagemaker.api sagemaker.runtime bedrock bedrock-runtime email-smtp ebs datasync backup"
  ).split(" "),
);

const OPERATION = "CreateVpcEndpoint";

function refuse(code: string, message: string, operation = OPERATION, id?: string) {
  return ec2Error(operation, id === undefined ? "EC2 VPC Endpoint" : `EC2 VPC Endpoint (${id})`, code, message);
}

/** `com.amazonaws.eu-west-1.s3` → `s3`. */
function serviceOf(call: Call, inputs: Properties): string | undefined {
  const prefix = `com.amazonaws.${call.region}.`;
  const name = text(inputs.serviceName) ?? "";
  return name.startsWith(prefix) ? name.slice(prefix.length) : undefined;
}

function refuseService(call: Call, inputs: Properties): void {
  const name = text(inputs.serviceName);
  if (name === undefined || name.startsWith("com.amazonaws.vpce.")) return;
  const service = serviceOf(call, inputs);
  if (service === undefined || !(GATEWAY_SERVICES.has(service) || INTERFACE_SERVICES.has(service)))
    throw refuse("InvalidServiceName", `The Vpc Endpoint Service '${name}' does not exist`);
  if (inputs.vpcEndpointType === "Gateway" && !GATEWAY_SERVICES.has(service))
    throw refuse("InvalidParameter", `Endpoint type (Gateway) does not match available service types ([Interface]).`);
}

function refuseMisplaced(inputs: Properties): void {
  const gateway = inputs.vpcEndpointType === "Gateway";
  if (gateway && texts(inputs.subnetIds).length > 0)
    throw refuse("InvalidParameter", "Endpoint type (Gateway) does not support subnets.");
  if (gateway && texts(inputs.securityGroupIds).length > 0)
    throw refuse("InvalidParameter", "Endpoint type (Gateway) does not support security groups.");
  if (!gateway && texts(inputs.routeTableIds).length > 0)
    throw refuse("InvalidParameter", `Endpoint type (${shown(inputs.vpcEndpointType)}) does not support route tables.`);
}

function refuseClashes(call: Call, inputs: Properties, operation: string, id?: string): void {
  const others = call.account
    .list(VPC_ENDPOINT)
    .filter(
      (other) =>
        other.id !== id && other.outputs.vpcId === inputs.vpcId && other.outputs.serviceName === inputs.serviceName,
    );
  const tables = texts(inputs.routeTableIds);
  const routed = others.flatMap(({ outputs }) => texts(outputs.routeTableIds)).find((table) => tables.includes(table));
  if (routed)
    throw refuse(
      "RouteAlreadyExists",
      `route table ${routed} already has a route with destination-prefix-list-id ${prefixListOf(inputs)}`,
      operation,
      id,
    );

  if (inputs.privateDnsEnabled === true) {
    const { enableDnsSupport, enableDnsHostnames } = call.account.get(VPC, text(inputs.vpcId) ?? "")?.outputs ?? {};
    if (enableDnsSupport !== true || enableDnsHostnames !== true)
      throw refuse(
        "InvalidParameter",
        `Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for ${shown(inputs.vpcId)}`,
        operation,
        id,
      );
    if (others.some(({ outputs }) => outputs.privateDnsEnabled === true))
      throw refuse(
        "InvalidParameter",
        `private-dns-enabled cannot be set because there is already a conflicting DNS domain for ${shown(inputs.serviceName)} in the VPC ${shown(inputs.vpcId)}`,
        operation,
        id,
      );
  }
  const zones = texts(inputs.subnetIds).map((subnet) => call.account.get(SUBNET, subnet)?.outputs.availabilityZone);
  if (new Set(zones).size < zones.length)
    throw refuse(
      "DuplicateSubnetsInSameZone",
      "Found another VPC endpoint subnet in the availability zone of an existing subnet",
      operation,
      id,
    );
}

function prefixListOf(inputs: Properties): string {
  return text(inputs.serviceName)?.endsWith(".dynamodb") ? "pl-00a54069" : "pl-68a54001";
}

/** One interface in each subnet of the endpoint. */
function placeInterfaces(
  call: Call,
  id: string,
  subnetIds: readonly string[],
  securityGroupIds: readonly string[],
): string[] {
  const { account } = call;
  for (const { id: interfaceId, outputs } of interfacesOf(account, id))
    if (!subnetIds.includes(text(outputs.subnetId) ?? "")) releaseInterface(account, interfaceId);
  const served = interfacesOf(account, id).map(({ outputs }) => outputs.subnetId);
  for (const subnetId of subnetIds)
    if (!served.includes(subnetId))
      allocateInterface(account, subnetId, id, { description: `VPC Endpoint Interface ${id}`, securityGroupIds });
  for (const networkInterface of interfacesOf(account, id))
    account.put({
      ...networkInterface,
      outputs: { ...networkInterface.outputs, securityGroups: [...securityGroupIds] },
    });
  return interfacesOf(account, id).map(({ id: interfaceId }) => interfaceId);
}

function groupsOf(account: Account, inputs: Properties): string[] {
  const given = texts(inputs.securityGroupIds);
  const standard = text(account.get(VPC, text(inputs.vpcId) ?? "")?.outputs.defaultSecurityGroupId);
  return given.length > 0 || standard === undefined ? given : [standard];
}

function attributes(call: Call, id: string, inputs: Properties): Properties {
  if (inputs.vpcEndpointType === "Gateway")
    return {
      prefixListId: prefixListOf(inputs),
      cidrBlocks: ["3.5.64.0/21", "52.218.0.0/17"],
      dnsEntries: [],
      networkInterfaceIds: [],
      requesterManaged: false,
      privateDnsEnabled: false,
      subnetIds: [],
      securityGroupIds: [],
      routeTableIds: texts(inputs.routeTableIds),
    };
  const securityGroupIds = groupsOf(call.account, inputs);
  const dnsName = `${id}-${randomHex(8)}.${serviceOf(call, inputs) ?? "vpce-svc"}.${call.region}.vpce.amazonaws.com`;
  return {
    networkInterfaceIds: placeInterfaces(call, id, texts(inputs.subnetIds), securityGroupIds),
    dnsEntries: [{ dnsName, hostedZoneId: "Z7HUB22UULQXV" }],
    requesterManaged: false,
    privateDnsEnabled: inputs.privateDnsEnabled === true,
    subnetIds: texts(inputs.subnetIds),
    securityGroupIds,
    routeTableIds: [],
  };
}

const FULL_ACCESS =
  '{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}';

const vpcEndpoint: ResourceType = {
  type: VPC_ENDPOINT,
  create(call, inputs) {
    refuseService(call, inputs);
    refuseMisplaced(inputs);
    refuseClashes(call, inputs, OPERATION);
    const id = newId(VPC_ENDPOINT, call, inputs);
    return { id, outputs: { policy: inputs.policy ?? FULL_ACCESS, ...attributes(call, id, inputs) } };
  },
  update(call, current: StoredResource, news) {
    refuseMisplaced(news);
    refuseClashes(call, news, "ModifyVpcEndpoint", current.id);
    return without(attributes(call, current.id, news), "dnsEntries");
  },
  delete: (call, current) => releaseInterfacesOf(call.account, current.id),
  changesOnUpdate: (changed) => (changed.some((path) => path.startsWith("subnetIds")) ? ["networkInterfaceIds"] : []),
};

export const endpointTypes: readonly ResourceType[] = [vpcEndpoint];
