import { addressCount, type Cidr, formatCidr, networkOfCidr } from "../../../capacity/cidr";
import { zonePrefixLength } from "../../../capacity/subnets";

export type SubnetType = "Public" | "Private";

/** One kind of subnet, of which every availability zone gets one: `subnetSpecs` of `awsx.ec2.Vpc`. */
export interface SubnetSpec<Tags> {
  readonly type: SubnetType;
  readonly cidrMask: number;
  readonly tags?: Tags;
}

/** A subnet to create. */
export interface PlannedSubnet<Tags> {
  readonly type: SubnetType;
  readonly zone: string;
  readonly cidrBlock: string;
  /** Logical name, and value of the `Name` tag. */
  readonly name: string;
  readonly tags?: Tags;
}

export interface SubnetRequest<Tags> {
  readonly vpcName: string;
  readonly vpcCidrBlock: string;
  readonly zones: readonly string[];
  readonly specs: readonly SubnetSpec<Tags>[];
}

/**
 * Decides which addresses the subnets get, by the strategy `Auto`: each zone gets an equal share of the VPC, and its subnets one after the other in the
 * order of the specifications. Two that fit into the share never overlap: the larger one takes half of it at most.
 *
 * @throws when subnets do not fit
 */
export function planSubnets<Tags>({ vpcName, vpcCidrBlock, zones, specs }: SubnetRequest<Tags>): PlannedSubnet<Tags>[] {
  const vpc = networkOfCidr(vpcCidrBlock);
  if (!vpc) throw new Error(`Invalid CIDR block: ${vpcCidrBlock}`);
  const share = addressCount(zonePrefixLength(vpc.prefixLength, zones.length));
  const needed = specs.reduce((sum, { cidrMask }) => sum + addressCount(cidrMask), 0);
  if (needed > share) {
    throw new Error(
      `Subnets are too large for VPC. VPC has ${share} addresses, but subnets require ${needed} addresses.`,
    );
  }
  return zones.flatMap((zone, zoneIndex) => {
    let previous: Cidr | undefined;
    const zoneStart = vpc.network + zoneIndex * share;
    return specs.map(({ type, cidrMask, tags }): PlannedSubnet<Tags> => {
      previous = previous ? blockAfter(previous, cidrMask) : { network: zoneStart, prefixLength: cidrMask };
      const name = `${vpcName}-${type.toLowerCase()}-${zoneIndex + 1}`;
      return { type, zone, cidrBlock: formatCidr(previous), name, tags };
    });
  });
}

/** The next block of this size that begins after the given one. */
function blockAfter(previous: Cidr, prefixLength: number): Cidr {
  const last = previous.network + addressCount(previous.prefixLength) - 1;
  const size = addressCount(prefixLength);
  return { network: (Math.floor(last / size) + 1) * size, prefixLength };
}

/** Order of creation within a zone: the NAT gateway of a public subnet exists before the private subnet that routes to it. */
export function inCreationOrder<Subnet extends { readonly type: SubnetType }>(subnets: readonly Subnet[]): Subnet[] {
  return (["Public", "Private"] as const).flatMap((type) => subnets.filter((subnet) => subnet.type === type));
}
