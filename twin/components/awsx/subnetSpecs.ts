import type { Block } from "./cidr";

export type SubnetType = "Public" | "Private" | "Isolated" | "Unused";

/** One kind of subnet, of which every availability zone gets one: `subnetSpecs` of `awsx.ec2.Vpc`. */
export interface SubnetSpec<Tags> {
  readonly type: SubnetType;
  readonly name?: string;
  readonly cidrMask?: number;
  readonly size?: number;
  /** One block for each zone. */
  readonly cidrBlocks?: readonly string[];
  readonly tags?: Tags;
}

/** One specification in one zone, and the block it gets. */
export interface Allocation<Tags> {
  readonly spec: SubnetSpec<Tags>;
  readonly zoneIndex: number;
  readonly block: Block;
}

/** Whether a specification is of that type; the component does not mind the case. */
export function isOfType(spec: { readonly type: string }, type: SubnetType): boolean {
  return spec.type.toLowerCase() === type.toLowerCase();
}

/** A layout is explicit when it gives the CIDR blocks themselves. */
export function isExplicit(specs: readonly SubnetSpec<unknown>[]): boolean {
  return specs.some((spec) => spec.cidrBlocks !== undefined);
}

/**
 * Checks the specifications against each other and fills in the mask from the size and the size from the mask.
 *
 * @throws one error with all problems.
 */
export function normalizeSubnetSpecs<Tags>(
  specs: readonly SubnetSpec<Tags>[],
  zoneCount: number,
): readonly SubnetSpec<Tags>[] {
  const sizeIssues = specs
    .map((spec) => spec.size)
    .filter((size) => size !== undefined && !isPowerOfTwo(size))
    .map((size) => `The following subnet sizes are invalid: ${size}. A size is a power of two.`);
  const layoutIssues = isExplicit(specs) ? explicitIssues(specs, zoneCount) : sizeMismatches(specs);
  const issues = [...nameIssues(specs), ...sizeIssues, ...layoutIssues];
  if (issues.length > 0) throw new Error(`Invalid subnet specifications:\n - ${issues.join("\n - ")}`);
  if (isExplicit(specs)) return specs;
  return specs.map((spec) => {
    const cidrMask = spec.cidrMask ?? maskOf(spec.size);
    return { ...spec, cidrMask, size: cidrMask === undefined ? undefined : 2 ** (32 - cidrMask) };
  });
}

function nameIssues(specs: readonly SubnetSpec<unknown>[]): string[] {
  const types = [...new Set(specs.map((spec) => spec.type.toLowerCase()))];
  return types
    .filter((type) => {
      const names = specs.filter((spec) => spec.type.toLowerCase() === type).map((spec) => spec.name);
      return new Set(names).size < names.length;
    })
    .map(
      (type) =>
        `Multiple subnet specs of type "${type}" require unique names. You can have at most one unnamed subnet per type. ` +
        `All other subnets of the same type must have unique "name" properties to avoid duplicate resource names.`,
    );
}

function explicitIssues(specs: readonly SubnetSpec<unknown>[], zoneCount: number): string[] {
  return specs.flatMap((spec, index) => {
    if (!spec.cidrBlocks) {
      return ["If any subnet spec has explicit cidrBlocks, all subnets must have explicit cidrBlocks."];
    }
    if (spec.cidrBlocks.length !== zoneCount) {
      return [
        `The number of CIDR blocks in subnetSpecs[${index}] must match the number of availability zones (${zoneCount}).`,
      ];
    }
    const masks = spec.cidrBlocks.map((block) => Number(block.split("/")[1]));
    if (spec.cidrMask !== undefined && masks.some((mask) => mask !== spec.cidrMask)) {
      return [`The cidrMask in subnetSpecs[${index}] must match all cidrBlocks or be left undefined.`];
    }
    if (spec.size !== undefined && masks.some((mask) => 2 ** (32 - mask) !== spec.size)) {
      return [`The size in subnetSpecs[${index}] must match all cidrBlocks or be left undefined.`];
    }
    return [];
  });
}

function sizeMismatches(specs: readonly SubnetSpec<unknown>[]): string[] {
  return specs.flatMap(({ size, cidrMask }) => {
    if (size === undefined || cidrMask === undefined || size === 2 ** (32 - cidrMask)) return [];
    return [
      `Subnet size ${size} does not match the expected size for a /${cidrMask} subnet (${2 ** (32 - cidrMask)}).`,
    ];
  });
}

function maskOf(size: number | undefined): number | undefined {
  return size === undefined ? undefined : 32 - Math.log2(size);
}

function isPowerOfTwo(size: number): boolean {
  return Number.isInteger(Math.log2(size));
}
