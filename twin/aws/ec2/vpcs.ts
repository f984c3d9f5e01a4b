import type { CheckFailure } from "../../provider/resourceProvider";
import type { Properties } from "../../provider/values";
import type { Account } from "../account";
import { type Cidr, contains, formatCidr, overlaps, networkOfCidr } from "../../../capacity/cidr";
import { dataType, newId } from "../generic";
import { arnOf, ec2Id } from "../identifiers";
import { shown, text } from "../read";
import type { Call, ResourceType } from "../resourceType";
import { ec2Error } from "./errors";
import { ROUTE_TABLE, SECURITY_GROUP, SUBNET, VPC, VPC_CIDR } from "./types";

/** All address ranges of the VPC. */
export function vpcCidrs(account: Account, vpcId: string): Cidr[] {
  const primary = account.get(VPC, vpcId)?.outputs.cidrBlock;
  const secondary = account.list(VPC_CIDR).filter(({ outputs }) => outputs.vpcId === vpcId);
  return [primary, ...secondary.map(({ outputs }) => outputs.cidrBlock)].flatMap(
    (block) => (text(block) && networkOfCidr(text(block) ?? "")) || [],
  );
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

const cidrAssociation = dataType(VPC_CIDR, {
  check: (inputs) => cidrFailures("cidrBlock", inputs),
  create(call, inputs) {
    const refuse = (reason: string, code = "InvalidVpc.Range") =>
      ec2Error("AssociateVpcCidrBlock", `EC2 VPC (${shown(inputs.vpcId)}) IPv4 CIDR Block`, code, reason);
    const cidr = networkOfCidr(text(inputs.cidrBlock) ?? "");
    const existing = vpcCidrs(call.account, text(inputs.vpcId) ?? "");
    if (!cidr || cidr.prefixLength < 16 || cidr.prefixLength > 28)
      throw refuse(`The CIDR '${shown(inputs.cidrBlock)}' is invalid.`);
    if (existing.some((other) => overlaps(cidr, other)))
      throw refuse(`The CIDR '${formatCidr(cidr)}' conflicts with another CIDR of the VPC.`);
    const [primary] = existing;
    if (primary && isRestricted(primary, cidr))
      throw refuse(
        `The CIDR '${formatCidr(cidr)}' is restricted. Use a CIDR from the same private address range as the current VPC CIDR, or use a publicly-routable CIDR.`,
      );
    if (existing.length >= 5)
      throw refuse("This network has met its maximum number of allowed CIDRs: 5", "CidrLimitExceeded");
    return { id: newId(VPC_CIDR, call, inputs), outputs: {} };
  },
  delete(call, current) {
    const block = networkOfCidr(text(current.outputs.cidrBlock) ?? "");
    const inside = call.account.list(SUBNET).find(({ outputs }) => {
      const subnet = networkOfCidr(text(outputs.cidrBlock) ?? "");
      return outputs.vpcId === current.outputs.vpcId && block && subnet && contains(block, subnet);
    });
    if (inside)
      throw ec2Error(
        "DisassociateVpcCidrBlock",
        `EC2 VPC IPv4 CIDR Block Association (${current.id})`,
        "DependencyViolation",
        `The vpc CIDR block '${shown(current.outputs.cidrBlock)}' has dependencies and cannot be disassociated: ${inside.id}.`,
      );
  },
});

/** Private ranges don't mix; 100.64.0.0/10 goes with all of them, and 198.19.0.0/16 is AWS's own. */
function isRestricted(primary: Cidr, secondary: Cidr): boolean {
  const families = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].flatMap((block) => networkOfCidr(block) ?? []);
  const familyOf = (cidr: Cidr) => families.find((family) => contains(family, cidr));
  const reserved = networkOfCidr("198.19.0.0/16");
  if (reserved && overlaps(reserved, secondary)) return true;
  const [one, other] = [familyOf(primary), familyOf(secondary)];
  return one !== undefined && other !== undefined && one !== other;
}

export const vpcTypes: readonly ResourceType[] = [vpc, cidrAssociation];
