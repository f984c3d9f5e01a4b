import type { CheckFailure } from "../../provider/resourceProvider";
import type { Properties } from "../../provider/values";
import type { Account } from "../account";
import { type Cidr, formatCidr, networkOfCidr } from "../../../capacity/cidr";
import { newId } from "../generic";
import { arnOf, ec2Id } from "../identifiers";
import { text } from "../read";
import type { Call, ResourceType } from "../resourceType";
import { ec2Error } from "./errors";
import { ROUTE_TABLE, SECURITY_GROUP, VPC } from "./types";

/** The address ranges of the VPC: one, because associations of further ones are not simulated. */
export function vpcCidrs(account: Account, vpcId: string): Cidr[] {
  const block = text(account.get(VPC, vpcId)?.outputs.cidrBlock);
  const cidr = block === undefined ? undefined : networkOfCidr(block);
  return cidr ? [cidr] : [];
}

/** Whether the block is a network with a length in the range, as the provider checks it. */
export function cidrFailures(
  property: string,
  inputs: Properties,
  lengths?: readonly [min: number, max: number],
): CheckFailure[] {
  const given = text(inputs[property]);
  if (given === undefined) return [];
  const cidr = networkOfCidr(given);
  if (!cidr) return [{ property, reason: `"${given}" is not a valid CIDR block: invalid CIDR address: ${given}` }];
  if (formatCidr(cidr) !== given)
    return [{ property, reason: `"${given}" is not a valid CIDR block; did you mean "${formatCidr(cidr)}"?` }];
  if (lengths && (cidr.prefixLength < lengths[0] || cidr.prefixLength > lengths[1]))
    return [
      {
        property,
        reason: `expected "${property}" to contain a network Value with between ${lengths[0]} and ${lengths[1]} significant bits, got: ${cidr.prefixLength}`,
      },
    ];
  return [];
}

function refuseDnsNames(operation: string, name: string, { enableDnsHostnames, enableDnsSupport }: Properties): void {
  if (enableDnsHostnames === true && enableDnsSupport === false)
    throw ec2Error(
      operation,
      name,
      "InvalidParameterCombination",
      "DNS hostnames can't be enabled for a VPC whose DNS support is disabled",
    );
}

const vpc: ResourceType = {
  type: VPC,
  check: (inputs) => cidrFailures("cidrBlock", inputs, [16, 28]),
  create(call, inputs) {
    if (!text(inputs.cidrBlock))
      throw ec2Error(
        "CreateVpc",
        "EC2 VPC",
        "MissingParameter",
        "Either 'cidrBlock' or 'ipv4IpamPoolId' should be provided.",
      );
    refuseDnsNames("ModifyVpcAttribute", "EC2 VPC", inputs);
    const id = newId(VPC, call, inputs);
    return { id, outputs: { ...partsOf(call, id), ipv6AssociationId: "", ipv6CidrBlock: "" } };
  },
  update(_call, current, news) {
    refuseDnsNames("ModifyVpcAttribute", `EC2 VPC (${current.id})`, news);
    return {};
  },
  delete(call, current) {
    for (const part of call.account.all())
      if (part.hidden && part.outputs.partOf === current.id) call.account.remove(part.type, part.id);
  },
};

/** What AWS makes along with a VPC: its default security group, its main route table, its network ACL. */
function partsOf(call: Call, vpcId: string): Properties {
  const routeTableId = ec2Id("rtb");
  const securityGroupId = ec2Id("sg");
  const common = { vpcId, partOf: vpcId, ownerId: call.account.id, region: call.region };
  call.account.put({
    type: ROUTE_TABLE,
    id: routeTableId,
    inputs: { vpcId },
    outputs: { ...common, routes: [], arn: arnOf(call, "ec2", `route-table/${routeTableId}`) },
    hidden: true,
  });
  call.account.put({
    type: SECURITY_GROUP,
    id: securityGroupId,
    inputs: { vpcId, name: "default", description: "default VPC security group" },
    outputs: {
      ...common,
      name: "default",
      description: "default VPC security group",
      arn: arnOf(call, "ec2", `security-group/${securityGroupId}`),
      ingress: [{ fromPort: 0, toPort: 0, protocol: "-1", self: true }],
      egress: [{ fromPort: 0, toPort: 0, protocol: "-1", cidrBlocks: ["0.0.0.0/0"] }],
    },
    hidden: true,
  });
  return {
    defaultSecurityGroupId: securityGroupId,
    defaultRouteTableId: routeTableId,
    mainRouteTableId: routeTableId,
    defaultNetworkAclId: ec2Id("acl"),
  };
}

export const vpcTypes: readonly ResourceType[] = [vpc];
