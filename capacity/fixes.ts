import { addressesOf } from "./demand";
import { fitsAt, planCapacity, type PlannedEnvironment, type PlannedGroup } from "./plan";
import { defaultSubnets, smallestSubnet, subnetsFit } from "./subnets";

/** One edit of a stack file. */
export type Change =
  | { readonly kind: "max"; readonly group: string; readonly to: number }
  | { readonly kind: "minimalStrategy"; readonly group: string }
  | { readonly kind: "privateSubnets"; readonly prefixLength: number }
  | { readonly kind: "podSubnets"; readonly prefixLength: number }
  /** Subnets of the default size grow with it. */
  | { readonly kind: "vpc"; readonly prefixLength: number };

/** Edits that make an environment fit together, none of them larger than it has to be. */
export type Fix = readonly Change[];

/** AWS allows VPCs from /16. https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
const LARGEST_VPC = 16;

/**
 * The smallest changes that make an environment fit its subnets; each fix is enough on its own. Lower maximums first, then upgrades without a surge, then more addresses.
 * None when it fits already, or when nothing helps.
 */
export function fixes(environment: PlannedEnvironment): Fix[] {
  if (fits(environment)) return [];
  const lowered = lowerOneGroup(environment);
  const larger = largerSubnets(environment);
  return [
    ...(lowered.length > 0 ? lowered : lowerSeveralGroups(environment)),
    ...replaceWithoutSurge(environment),
    ...(larger.length > 0 ? larger : largerVpc(environment)),
    ...largerPodSubnets(environment),
  ];
}

export const fits = (environment: PlannedEnvironment): boolean => fitsAt(planCapacity(environment), "peak");

/** The environment after a fix. */
export const applyFix = (environment: PlannedEnvironment, fix: Fix): PlannedEnvironment =>
  fix.reduce(applied, environment);

function applied(environment: PlannedEnvironment, change: Change): PlannedEnvironment {
  const inGroup = (name: string, edit: (group: PlannedGroup) => PlannedGroup) => ({
    ...environment,
    groups: environment.groups.map((group) => (group.name === name ? edit(group) : group)),
  });
  switch (change.kind) {
    case "max":
      return inGroup(change.group, (group) => ({ ...group, scaling: { ...group.scaling, max: change.to } }));
    case "minimalStrategy":
      return inGroup(change.group, (group) =>
        group.replacement.kind === "update"
          ? { ...group, replacement: { ...group.replacement, strategy: "minimal" } }
          : group,
      );
    case "privateSubnets":
      return { ...environment, subnets: { ...environment.subnets, private: change.prefixLength } };
    case "podSubnets":
      return { ...environment, podSubnets: change.prefixLength };
    case "vpc": {
      const subnets = hasDefaultSubnets(environment)
        ? defaultSubnets(change.prefixLength, environment.zones)
        : environment.subnets;
      return { ...environment, vpcPrefixLength: change.prefixLength, subnets };
    }
  }
}

function hasDefaultSubnets({ vpcPrefixLength, zones, subnets }: PlannedEnvironment): boolean {
  const byDefault = defaultSubnets(vpcPrefixLength, zones);
  return subnets.private === byDefault.private && subnets.public === byDefault.public;
}

/** Groups that take most first. */
function byDemand(environment: PlannedEnvironment): PlannedGroup[] {
  const { groups, pods } = planCapacity(environment);
  const takes = (name: string) =>
    [...groups, ...(pods?.groups ?? [])]
      .filter((group) => group.name === name)
      .reduce((sum, group) => sum + addressesOf(group.takes.peak), 0);
  return [...environment.groups].sort((a, b) => takes(b.name) - takes(a.name));
}

/** A group can't be smaller than it is at creation, nor have a maximum of 0. */
const lowestMax = ({ scaling }: PlannedGroup): number => Math.max(1, scaling.desired);

/** The highest maximum of a group, up to its own, that fits. */
function highestMax(
  environment: PlannedEnvironment,
  { name, scaling }: PlannedGroup,
  lowest: number,
): number | undefined {
  const fitsWith = (to: number) => fits(applied(environment, { kind: "max", group: name, to }));
  let [low, high] = [lowest, scaling.max];
  if (!fitsWith(low)) return undefined;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fitsWith(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

function lowerOneGroup(environment: PlannedEnvironment): Fix[] {
  return byDemand(environment).flatMap((group): Fix[] => {
    const to = highestMax(environment, group, lowestMax(group));
    return to === undefined ? [] : [[{ kind: "max", group: group.name, to }]];
  });
}

function replaceWithoutSurge(environment: PlannedEnvironment): Fix[] {
  return byDemand(environment)
    .map(({ name }): Fix => [{ kind: "minimalStrategy", group: name }])
    .filter((fix) => fits(applyFix(environment, fix)));
}

function largerSubnets(environment: PlannedEnvironment): Fix[] {
  const prefixLength = enoughForAll(environment);
  return prefixLength !== undefined && subnetsFitIn(environment, prefixLength, environment.vpcPrefixLength)
    ? [[{ kind: "privateSubnets", prefixLength }]]
    : [];
}

/** All groups down to their lowest maximum; then each up again as far as it goes, those that take least first. */
function lowerSeveralGroups(environment: PlannedEnvironment): Fix[] {
  const groups = byDemand(environment);
  let lowered = groups.reduce(
    (before, group) => applied(before, { kind: "max", group: group.name, to: lowestMax(group) }),
    environment,
  );
  if (!fits(lowered)) return [];
  const changes: Change[] = [];
  for (const group of groups.toReversed()) {
    const to = highestMax(lowered, group, lowestMax(group)) ?? lowestMax(group);
    const change: Change = { kind: "max", group: group.name, to };
    lowered = applied(lowered, change);
    if (to < group.scaling.max) changes.unshift(change);
  }
  return [changes];
}

function largerVpc(environment: PlannedEnvironment): Fix[] {
  const prefixLength = enoughForAll(environment);
  for (let vpc = environment.vpcPrefixLength - 1; vpc >= LARGEST_VPC; vpc -= 1) {
    const change: Change = { kind: "vpc", prefixLength: vpc };
    if (hasDefaultSubnets(environment)) {
      if (fits(applied(environment, change))) return [[change]];
    } else if (prefixLength !== undefined && subnetsFitIn(environment, prefixLength, vpc)) {
      return [[change, { kind: "privateSubnets", prefixLength }]];
    }
  }
  return [];
}

function largerPodSubnets(environment: PlannedEnvironment): Fix[] {
  for (let prefixLength = (environment.podSubnets ?? 0) - 1; prefixLength >= LARGEST_VPC; prefixLength -= 1) {
    const change: Change = { kind: "podSubnets", prefixLength };
    if (fits(applied(environment, change))) return [[change]];
  }
  return [];
}

const subnetsFitIn = ({ zones, subnets }: PlannedEnvironment, prefixLength: number, vpcPrefixLength: number): boolean =>
  subnetsFit(vpcPrefixLength, zones, { ...subnets, private: prefixLength });

/** The smallest private subnets that hold everything. */
function enoughForAll(environment: PlannedEnvironment): number | undefined {
  for (let prefixLength = smallestSubnet; prefixLength > LARGEST_VPC; prefixLength -= 1) {
    if (fits(applied(environment, { kind: "privateSubnets", prefixLength }))) return prefixLength;
  }
  return undefined;
}
