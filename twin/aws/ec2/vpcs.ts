import type { Account } from "../account";
import { type Cidr, networkOfCidr } from "../../../capacity/cidr";
import { dataType, newId } from "../generic";
import { ec2Id } from "../identifiers";
import { text } from "../read";
import { CIDR_ASSOCIATION, DEFAULT_SECURITY_GROUP, VPC } from "./types";

/** The address ranges of the VPC, its own first. */
export function vpcCidrs(account: Account, vpcId: string): Cidr[] {
  const further = account.list(CIDR_ASSOCIATION).filter(({ outputs }) => outputs.vpcId === vpcId);
  const blocks = [account.get(VPC, vpcId)?.outputs.cidrBlock, ...further.map(({ outputs }) => outputs.cidrBlock)];
  return blocks.flatMap((block) => networkOfCidr(text(block) ?? "") ?? []);
}

/** A VPC. What AWS makes along with it (default security group, main route table, network ACL) has an id and nothing else: nothing may use it. */
export const vpc = dataType(VPC, {
  create(call, inputs) {
    const routeTableId = ec2Id("rtb");
    return {
      id: newId(VPC, call, inputs),
      outputs: {
        defaultSecurityGroupId: ec2Id("sg"),
        defaultRouteTableId: routeTableId,
        mainRouteTableId: routeTableId,
        defaultNetworkAclId: ec2Id("acl"),
        ipv6AssociationId: "",
        ipv6CidrBlock: "",
      },
    };
  },
});

/** The group that came with the VPC, in the program's hands without any rule; it goes with the VPC. */
export const defaultSecurityGroup = dataType(DEFAULT_SECURITY_GROUP, {
  create: ({ account }, { vpcId }) => ({
    id: text(account.get(VPC, text(vpcId) ?? "")?.outputs.defaultSecurityGroupId) ?? "",
    outputs: {},
  }),
});
