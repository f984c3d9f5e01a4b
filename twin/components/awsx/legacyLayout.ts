import { bitsFor, type Block, blockAfter, overlap, sizeOf } from "./cidr";
import { type Allocation, isOfType, type SubnetSpec, type SubnetType } from "./subnetSpecs";

/** Where the legacy layout puts a type, and the size it gives where none is asked for. */
const types: readonly { readonly type: SubnetType; readonly smallestDefaultMask: number }[] = [
  { type: "Private", smallestDefaultMask: 19 },
  { type: "Public", smallestDefaultMask: 20 },
  { type: "Isolated", smallestDefaultMask: 24 },
];

/**
 * The `Legacy` strategy: each zone gets an equal share of the VPC; in it come the private subnets, then the public, then the isolated ones, whatever the order of
 * the specifications. The n-th subnet of a type is the n-th block of its size after the last subnet of the type before; where that would overlap with
 * the subnet before, it is the next free block instead.
 */
export function legacyBlocks<Tags>(
  vpc: Block,
  zoneCount: number,
  specs: readonly SubnetSpec<Tags>[] | undefined,
): Allocation<Tags>[] {
  const zoneMask = vpc.mask + bitsFor(zoneCount);
  const zones = Array.from({ length: zoneCount }, (_, index) => ({
    address: vpc.address + index * sizeOf(zoneMask),
    mask: zoneMask,
  }));
  if (!specs) return defaultBlocks(zones);

  const share = specs.length === 1 ? zoneMask : zoneMask + 1;
  return zones.flatMap((zone, zoneIndex) => {
    const allocations: Allocation<Tags>[] = [];
    let previous: Block = { address: zone.address - 1, mask: 32 };
    let base = zone.address;
    for (const { type, smallestDefaultMask } of types) {
      const ofType = specs.filter((spec) => isOfType(spec, type));
      ofType.forEach((spec, index) => {
        const mask = spec.cidrMask ?? Math.max(share, smallestDefaultMask);
        const nth: Block = { address: base + index * sizeOf(mask), mask };
        const block = overlap(previous, nth) ? blockAfter(previous, mask) : nth;
        allocations.push({ spec: { ...spec, type }, zoneIndex, block });
        previous = block;
      });
      if (ofType.length > 0) base = previous.address + sizeOf(previous.mask);
    }
    return allocations;
  });
}

/** Half of the zone's share private, a quarter public; all private subnets are listed first. */
function defaultBlocks<Tags>(zones: readonly Block[]): Allocation<Tags>[] {
  const halves = zones.map((zone): Block => ({ address: zone.address, mask: zone.mask + 1 }));
  const quarters = halves.map((half): Block => ({ address: half.address + sizeOf(half.mask), mask: half.mask + 1 }));
  return [
    ...halves.map((block, zoneIndex) => ({ spec: { type: "Private" as const }, zoneIndex, block })),
    ...quarters.map((block, zoneIndex) => ({ spec: { type: "Public" as const }, zoneIndex, block })),
  ];
}
