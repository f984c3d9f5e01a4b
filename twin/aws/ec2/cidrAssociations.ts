import { type Cidr, contains, isPrivate, isShared, networkOfCidr, overlaps } from "../../../capacity/cidr";
import { dataType, newId } from "../generic";
import { text } from "../read";
import { ec2Error } from "./errors";
import { CIDR_ASSOCIATION, SUBNET } from "./types";
import { vpcCidrs } from "./vpcs";

const refuse = (operation: string, code: string, message: string) =>
  ec2Error(operation, "EC2 VPC IPv4 CIDR Block Association", code, message);

/** IPv4 ranges of a VPC, its first one included, unless the quota is raised. */
const QUOTA = 5;

/**
 * A further range of a VPC. Of the private ranges AWS adds those of the family of the VPC's own alone.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html#add-cidr-block-restrictions
 */
export const cidrAssociation = dataType(CIDR_ASSOCIATION, {
  create(call, inputs) {
    const operation = "AssociateVpcCidrBlock";
    const block = text(inputs.cidrBlock) ?? "";
    const cidr = networkOfCidr(block);
    const present = vpcCidrs(call.account, text(inputs.vpcId) ?? "");
    const [own] = present;
    if (!cidr || cidr.prefixLength < 16 || cidr.prefixLength > 28)
      throw refuse(operation, "InvalidVpc.Range", `The CIDR '${block}' is invalid.`);
    if (own && !mayStandBeside(own, cidr))
      throw refuse(
        operation,
        "InvalidVpc.Range",
        `The CIDR '${block}' is restricted. Use a CIDR from the same private address range as the current VPC CIDR, or use a publicly-routable CIDR.`,
      );
    if (present.some((other) => overlaps(other, cidr)))
      throw refuse(operation, "InvalidVpc.Range", `The CIDR '${block}' conflicts with another CIDR of the VPC.`);
    if (present.length >= QUOTA)
      throw refuse(
        operation,
        "CidrLimitExceeded",
        `This network '${text(inputs.vpcId)}' has met its maximum number of allowed CIDRs: ${QUOTA}`,
      );
    return { id: newId(CIDR_ASSOCIATION, call, inputs), outputs: {} };
  },

  delete({ account }, { outputs, id }) {
    const range = networkOfCidr(text(outputs.cidrBlock) ?? "");
    const inside = account.list(SUBNET).some(({ outputs: subnet }) => {
      const cidr = networkOfCidr(text(subnet.cidrBlock) ?? "");
      return subnet.vpcId === outputs.vpcId && range && cidr && contains(range, cidr);
    });
    if (inside)
      throw refuse(
        "DisassociateVpcCidrBlock",
        "DependencyViolation",
        `The vpc CIDR block association '${id}' has dependencies and cannot be deleted.`,
      );
  },
});

const families: readonly string[] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

const familyOf = (cidr: Cidr) => families.find((family) => contains(networkOfCidr(family) ?? cidr, cidr));

/** Always kept for AWS. */
const reserved = networkOfCidr("198.19.0.0/16");

const mayStandBeside = (own: Cidr, cidr: Cidr): boolean =>
  isShared(cidr) || (isPrivate(cidr) ? familyOf(own) === familyOf(cidr) : !(reserved && overlaps(reserved, cidr)));
