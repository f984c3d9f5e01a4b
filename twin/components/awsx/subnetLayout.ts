import {
  bitsFor,
  type Block,
  blockAfter,
  blocksBetween,
  firstAddress,
  formatBlock,
  lastAddress,
  overlap,
  parseBlock,
  sizeOf,
} from "./cidr";
import { legacyBlocks } from "./legacyLayout";
import {
  type Allocation,
  isExplicit,
  isOfType,
  normalizeSubnetSpecs,
  type SubnetSpec,
  type SubnetType,
} from "./subnetSpecs";

export type SubnetStrategy = "Auto" | "Legacy" | "Exact";

/** A subnet to create; `Unused` ones only hold their place. */
export interface PlannedSubnet<Tags> {
  readonly type: SubnetType;
  readonly zone: string;
  readonly cidrBlock: string;
  /** Logical name: always with the zone's number. */
  readonly name: string;
  /** Value of the `Name` tag. */
  readonly nameTag: string;
  readonly tags?: Tags;
}

/** Output `subnetLayout` of the component. */
export interface ResolvedSubnetSpec {
  readonly type: SubnetType;
  readonly name?: string;
  readonly cidrBlocks?: readonly string[];
  readonly cidrMask?: number;
  readonly size?: number;
}

export interface SubnetRequest<Tags> {
  readonly vpcName: string;
  readonly vpcCidrBlock: string;
  readonly zones: readonly string[];
  readonly strategy: SubnetStrategy;
  readonly specs?: readonly SubnetSpec<Tags>[];
  /** Length of the prefix of each zone's share. */
  readonly zoneCidrMask?: number;
  readonly nameTagStrategy: "Legacy" | "AvailabilityZone";
}

export interface SubnetPlan<Tags> {
  readonly subnets: readonly PlannedSubnet<Tags>[];
  readonly layout: readonly ResolvedSubnetSpec[];
}

/**
 * Decides which subnets there are and which addresses they get.
 *
 * @throws when subnets do not fit, overlap or, with the strategy `Exact`, leave gaps.
 */
export function planSubnets<Tags>(request: SubnetRequest<Tags>): SubnetPlan<Tags> {
  const { vpcName, zones, strategy } = request;
  const specs = request.specs && normalizeSubnetSpecs(request.specs, zones.length);
  const allocations = allocate(request, specs);
  const subnets = allocations.map(({ spec, zoneIndex, block }): PlannedSubnet<Tags> => {
    const zone = zones[zoneIndex] ?? "";
    const prefix = `${vpcName}-${spec.name ?? spec.type.toLowerCase()}`;
    const nameTag = request.nameTagStrategy === "AvailabilityZone" ? `${prefix}-${zoneSuffix(zone)}` : undefined;
    const name = `${prefix}-${zoneIndex + 1}`;
    return { type: spec.type, zone, cidrBlock: formatBlock(block), name, nameTag: nameTag ?? name, tags: spec.tags };
  });
  refuseOverlaps(subnets);
  if (strategy === "Exact") refuseGaps(request.vpcCidrBlock, subnets);
  const layout = strategy === "Legacy" || !specs ? layoutOf(allocations, zones.length) : specs.map(resolved);
  return { subnets, layout };
}

function allocate<Tags>(
  request: SubnetRequest<Tags>,
  specs: readonly SubnetSpec<Tags>[] | undefined,
): Allocation<Tags>[] {
  const { vpcCidrBlock, zones, strategy } = request;
  if (strategy === "Legacy" || (strategy === "Exact" && !specs)) {
    return legacyBlocks(parseBlock(vpcCidrBlock), zones.length, specs);
  }
  if (specs && isExplicit(specs)) {
    return zones.flatMap((_, zoneIndex) =>
      specs.map((spec) => ({ spec, zoneIndex, block: parseBlock(spec.cidrBlocks?.[zoneIndex] ?? "") })),
    );
  }
  return evenBlocks(parseBlock(vpcCidrBlock), zones.length, specs, request.zoneCidrMask);
}

/** The `Auto` strategy: each zone gets an equal share of the VPC, and its subnets one after the other in the order of the specifications. */
function evenBlocks<Tags>(
  vpc: Block,
  zoneCount: number,
  given: readonly SubnetSpec<Tags>[] | undefined,
  zoneCidrMask: number | undefined,
): Allocation<Tags>[] {
  const zoneMask = zoneCidrMask ?? vpc.mask + bitsFor(zoneCount);
  const specs = given ?? defaultSpecs(zoneMask);
  if (specs.length === 0) throw new Error("No subnets specified");
  const masks = specs.map((spec) => spec.cidrMask ?? zoneMask + bitsFor(specs.length));
  const needed = masks.reduce((sum, mask) => sum + sizeOf(mask), 0);
  if (needed > sizeOf(zoneMask)) {
    throw new Error(
      `Subnets are too large for VPC. VPC has ${sizeOf(zoneMask)} addresses, but subnets require ${needed} addresses.`,
    );
  }
  const allocations: Allocation<Tags>[] = [];
  for (let zoneIndex = 0; zoneIndex < zoneCount; zoneIndex++) {
    let previous: Block | undefined;
    const zoneStart = firstAddress(vpc) + zoneIndex * sizeOf(zoneMask);
    specs.forEach((spec, index) => {
      const mask = masks[index] ?? zoneMask;
      const block: Block = previous ? blockAfter(previous, mask) : { address: zoneStart, mask };
      allocations.push({ spec, zoneIndex, block });
      previous = block;
    });
  }
  return allocations;
}

/** Private subnets with half of the zone's share and public ones with a quarter, of a /16 at most. */
function defaultSpecs<Tags>(zoneMask: number): SubnetSpec<Tags>[] {
  if (zoneMask > 26) {
    throw new Error(
      `Automatic subnet creation requires a VPC with at least /26 available per AZ, but only /${zoneMask} is available. ` +
        `If you do need very small subnets, please specify them explicitly.`,
    );
  }
  const mask = Math.max(zoneMask, 16);
  return [
    { type: "Private", cidrMask: mask + 1 },
    { type: "Public", cidrMask: mask + 2 },
  ];
}

function resolved({ type, name, cidrBlocks, cidrMask, size }: SubnetSpec<unknown>): ResolvedSubnetSpec {
  return { name, cidrBlocks, cidrMask, size, type };
}

/**
 * The specifications that would give these subnets with the `Auto` strategy, read off the first zone.
 *
 * The component takes the first n allocations for the first zone. Without specifications the legacy layout lists all private subnets before the public
 * ones, so that the answer is wrong there; it is the component's answer all the same.
 */
function layoutOf(allocations: readonly Allocation<unknown>[], zoneCount: number): ResolvedSubnetSpec[] {
  const firstZone = allocations.slice(0, allocations.length / zoneCount);
  return firstZone.flatMap(({ spec, block }, index) => {
    const before = firstZone[index - 1];
    const gaps = before ? blocksBetween(before.block, block) : [];
    return [
      ...gaps.map((gap): ResolvedSubnetSpec => ({ cidrMask: gap.mask, type: "Unused" })),
      { cidrMask: block.mask, type: spec.type },
    ];
  });
}

function refuseOverlaps(subnets: readonly PlannedSubnet<unknown>[]): void {
  const blocks = subnets.map(({ name, cidrBlock }) => ({ name, cidrBlock, block: parseBlock(cidrBlock) }));
  const overlapping = blocks.filter((one) => blocks.some((other) => one !== other && overlap(one.block, other.block)));
  if (overlapping.length === 0) return;
  const list = overlapping.map(({ name, cidrBlock }, index) => `${index + 1}. ${name}: ${cidrBlock}\n`).join("");
  throw new Error(
    "The following subnets overlap with at least one other subnet. Make the CIDR for the VPC larger, reduce the size of the " +
      `subnets per AZ, or use less Availability Zones:\n\n${list}`,
  );
}

function refuseGaps(vpcCidrBlock: string, subnets: readonly PlannedSubnet<unknown>[]): void {
  const vpc = parseBlock(vpcCidrBlock);
  let expected = firstAddress(vpc);
  const gaps: string[] = [];
  for (const { name, cidrBlock } of subnets) {
    const block = parseBlock(cidrBlock);
    if (firstAddress(block) !== expected) gaps.push(`before ${name} (${cidrBlock})`);
    expected = lastAddress(block) + 1;
  }
  if (expected !== lastAddress(vpc) + 1) gaps.push(`at the end of the VPC (${vpcCidrBlock})`);
  if (gaps.length > 0) {
    throw new Error(`There are gaps in the subnet ranges. Please fix the following gaps: ${gaps.join(", ")}`);
  }
}

/** `us-east-1a` becomes `1a`: what is left of the zone's name without its region's letters. */
function zoneSuffix(zone: string): string {
  return zone.replace(/^[a-z]{2}(?:-[a-z]+)+-/, "");
}

/** Refuses zones that would give two subnets the same `Name` tag. */
export function requireDistinctZoneSuffixes(zones: readonly string[]): void {
  const suffixes = zones.map(zoneSuffix);
  const repeated = suffixes.findIndex((suffix, index) => suffixes.indexOf(suffix) !== index);
  if (repeated < 0) return;
  const suffix = suffixes[repeated] ?? "";
  throw new Error(
    `subnetNameTagStrategy="AvailabilityZone" requires availability zones with distinct suffixes, but ` +
      `"${zones[suffixes.indexOf(suffix)]}" and "${zones[repeated]}" both reduce to "${suffix}".`,
  );
}

/** Order of creation within a zone: the NAT gateway of a public subnet exists before the private subnet that routes to it. */
export function inCreationOrder<Subnet extends { readonly type: SubnetType }>(subnets: readonly Subnet[]): Subnet[] {
  const order: SubnetType[] = ["Public", "Private", "Isolated"];
  return order.flatMap((type) => subnets.filter((subnet) => isOfType(subnet, type)));
}
