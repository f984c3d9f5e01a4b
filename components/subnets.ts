import { parseCidr } from "../capacity/cidr";
import { subnetsFit, usableAddresses } from "../capacity/subnets";

/** Free addresses EKS wants in each subnet it is given. https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html */
const controlPlaneAddresses = { required: 6, recommended: 16 };

interface Subnets {
  readonly cidrBlock: string;
  readonly availabilityZones: readonly string[];
  readonly privateSubnetPrefixLength: number;
  readonly publicSubnetPrefixLength: number;
}

/**
 * Why EKS could not use the subnets, as sentences. AWS would say so only in the middle of `up`, with a VPC and NAT
 * gateways already there.
 */
export function subnetProblems(args: Subnets): string[] {
  const problems: string[] = [];
  const { cidrBlock, availabilityZones: zones } = args;
  const lengths = { private: args.privateSubnetPrefixLength, public: args.publicSubnetPrefixLength };
  if (new Set(zones).size < 2) {
    problems.push(`EKS needs subnets in at least 2 Availability Zones; given: ${zones.join(", ") || "none"}`);
  }
  const cidr = parseCidr(cidrBlock);
  if (!cidr) {
    problems.push(`${cidrBlock} is no IPv4 range that begins at its own network address`);
  } else if (!subnetsFit(cidr.prefixLength, zones.length, lengths)) {
    problems.push(
      `a /${lengths.private} and a /${lengths.public} in each of ${zones.length} zones do not fit into ${cidrBlock}`,
    );
  }
  if (lengths.private > lengths.public) {
    problems.push(
      `private subnets (/${lengths.private}) must not be smaller than public ones (/${lengths.public}): the largest block is laid out first`,
    );
  }
  const usable = usableAddresses(lengths.private);
  if (usable < controlPlaneAddresses.recommended) {
    const { required, recommended } = controlPlaneAddresses;
    problems.push(
      `a /${lengths.private} private subnet has ${usable} usable addresses; EKS takes ${required} of them for the control plane and recommends ${recommended}`,
    );
  }
  return problems;
}
