import { addressesOf, nothing, roomLeft, type Demand } from "../capacity/demand";
import type { Change, Fix } from "../capacity/fixes";
import type { CapacityPlan, PlannedEnvironment, PlannedGroup, SubnetPlan } from "../capacity/plan";
import { usableAddresses } from "../capacity/subnets";
import { cniSettings } from "../components/addons/cni.spec";
import { isAutoMode, isFargateProfile, isNodeGroup, type NodeGroup } from "../components/dataPlane/spec";
import type { PlatformConfig } from "./sections";

/** The part of a configuration that takes addresses, for the planner. */
export function plannedEnvironment({
  network,
  dataPlane,
  addons,
}: Pick<PlatformConfig, "network" | "dataPlane" | "addons">): PlannedEnvironment {
  return {
    zones: network.availabilityZones.length,
    vpcPrefixLength: Number(network.cidrBlock.split("/")[1]),
    subnets: { private: network.subnets.private.prefixLength, public: network.subnets.public.prefixLength },
    interfaceEndpoints: network.interfaceEndpoints.length,
    cni: cniSettings(addons, network),
    ...(network.podSubnets && { podSubnets: podRangeLength(network.podSubnets.cidrBlock) }),
    groups: dataPlane.filter(isNodeGroup).map(plannedGroup),
    fargate: dataPlane.some(isFargateProfile),
    autoMode: dataPlane.some(isAutoMode),
  };
}

function plannedGroup(group: NodeGroup): PlannedGroup {
  const { name, instanceTypes, scaling, perZone, kubelet } = group;
  return {
    name,
    instanceTypes,
    scaling,
    perZone,
    maxPods: kubelet.maxPods,
    replacement:
      group.kind === "managed"
        ? { kind: "update", ...group.update }
        : { kind: "instanceRefresh", ...group.instanceRefresh },
  };
}

/** What a fix asks a person to write into the stack file. */
export const describeFix = (fix: Fix, environment: PlannedEnvironment): string =>
  fix.map((change) => describeChange(change, environment)).join(" and ");

function describeChange(change: Change, { subnets }: PlannedEnvironment): string {
  switch (change.kind) {
    case "max":
      return `scaling.max of ${change.group} to ${change.to}`;
    case "minimalStrategy":
      return `update.strategy of ${change.group} to minimal`;
    case "privateSubnets":
      return `network.subnets to { private: { prefixLength: ${change.prefixLength} }, public: { prefixLength: ${subnets.public} } }`;
    case "vpc":
      return `network.cidrBlock to a /${change.prefixLength}`;
    case "podSubnets":
      return `network.podSubnets.cidrBlock to a /${change.prefixLength}`;
  }
}

const podRangeLength = (cidrBlock: string): number => Number(cidrBlock.split("/")[1]);

/** Why an environment does not fit its subnets, with the numbers. */
export const describeShortage = (plan: CapacityPlan): string =>
  plan.pods && plan.fits.peak ? shortageOf("pods'", plan.pods) : shortageOf("private", plan);

function shortageOf(kind: string, { prefixLength, fits, takes, groups, others }: SubnetPlan): string {
  const parts = [...groups, ...others]
    .map(({ name, takes: { peak } }) => ({ name, addresses: addressesOf(peak) }))
    .sort((a, b) => b.addresses - a.addresses)
    .map(({ name, addresses }) => `${addresses} for ${name}`);
  const already = fits.max ? "" : ` (${addressesOf(takes.max)} without an upgrade)`;
  const blocks = takes.peak.prefixes > 0 ? `, ${wholeBlocks(prefixLength, takes.peak)}` : "";
  return (
    `each ${kind} subnet (/${prefixLength}) has ${usableAddresses(prefixLength)} addresses, and needs ` +
    `${addressesOf(takes.peak)} while its groups are upgraded${already}: ${parts.join(", ")}${blocks}`
  );
}

/** Prefixes need whole blocks, and those can run out while addresses are left. */
const wholeBlocks = (prefixLength: number, { single, prefixes }: Demand): string =>
  `${prefixes} of its ${roomLeft(prefixLength, { ...nothing, single }).blocks} whole /28 blocks among them`;

/** Everything that helps, each fix enough on its own. */
export function describeFixes(ways: readonly Fix[], environment: PlannedEnvironment): string {
  if (ways.length === 0) return "take a group away: lower maximums and a larger VPC do not help";
  return `set ${ways.map((fix) => describeFix(fix, environment)).join(", or ")}`;
}
