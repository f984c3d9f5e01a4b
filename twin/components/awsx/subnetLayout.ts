import { bitsFor, type Block, blockAfter, firstAddress, formatBlock, parseBlock, sizeOf } from "./cidr";

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
  const vpc = parseBlock(vpcCidrBlock);
  const zoneMask = vpc.mask + bitsFor(zones.length);
  const needed = specs.reduce((sum, { cidrMask }) => sum + sizeOf(cidrMask), 0);
  if (needed > sizeOf(zoneMask)) {
    throw new Error(
      `Subnets are too large for VPC. VPC has ${sizeOf(zoneMask)} addresses, but subnets require ${needed} addresses.`,
    );
  }
  return zones.flatMap((zone, zoneIndex) => {
    let previous: Block | undefined;
    const zoneStart = firstAddress(vpc) + zoneIndex * sizeOf(zoneMask);
    return specs.map(({ type, cidrMask, tags }): PlannedSubnet<Tags> => {
      previous = previous ? blockAfter(previous, cidrMask) : { address: zoneStart, mask: cidrMask };
      const name = `${vpcName}-${type.toLowerCase()}-${zoneIndex + 1}`;
      return { type, zone, cidrBlock: formatBlock(previous), name, tags };
    });
  });
}

/** Order of creation within a zone: the NAT gateway of a public subnet exists before the private subnet that routes to it. */
export function inCreationOrder<Subnet extends { readonly type: SubnetType }>(subnets: readonly Subnet[]): Subnet[] {
  return (["Public", "Private"] as const).flatMap((type) => subnets.filter((subnet) => subnet.type === type));
}
