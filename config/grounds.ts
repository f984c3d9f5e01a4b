import { imageArchitecture } from "../capacity/images";
import { EVICTION_MEMORY_MIB, reservedMemoryMiB, reservedMillicores } from "../capacity/kubeletReservation";
import { maxPodsOfGroup } from "../capacity/maxPods";
import type { CniSettings } from "../capacity/nodeAddresses";
import { addonNames, addonSpec, type AddonName, type AddonSettings } from "../components/addons/specs";
import { cniSettings } from "../components/addons/cni.spec";
import type { AutoModeSettings } from "../components/dataPlane/auto/spec";
import { canBeCounted, knownTypes } from "../components/dataPlane/nodes/instances.spec";
import { isAutoMode, isFargateProfile, isNodeGroup, type NodeGroup } from "../components/dataPlane/spec";
import type { Grounds, NodeSet } from "../components/workload/model/nodeSets";
import { selects } from "../capacity/fargateSelector";
import type { PlatformConfig } from "./sections";

type Sections = Pick<PlatformConfig, "dataPlane" | "addons" | "network" | "versions">;

/** Where the pods of an environment can run. */
export function groundsOf({ dataPlane, addons, network, versions }: Sections): Grounds {
  const profiles = dataPlane.filter(isFargateProfile);
  return {
    kubernetesVersion: versions.kubernetes,
    zones: network.availabilityZones.length,
    nodeSets: [
      ...dataPlane.filter(isNodeGroup).map((group) => ofGroup(group, cniSettings(addons, network))),
      ...dataPlane.filter(isAutoMode).flatMap(autoMode),
      ...addonNames.flatMap((name) => ofAddon(name, addons)),
    ],
    fargate: {
      profiles: profiles.map(({ name }) => name),
      profileOf: (namespace, labels) =>
        profiles.find(({ selectors }) => selectors.some((selector) => selects(selector, namespace, labels)))?.name,
    },
  };
}

function ofGroup(group: NodeGroup, cni: CniSettings): NodeSet {
  const { name, kind, labels, taints } = group;
  const types = canBeCounted(group, cni) ? knownTypes(group) : [];
  return {
    name,
    startedBy: kind,
    capacityTypes: [
      group.capacityType,
      ...(group.kind === "self-managed" && group.onDemandBase > 0 ? (["on-demand"] as const) : []),
    ],
    platforms: [imageArchitecture(group.amiType)],
    labels,
    taints,
    machines: types.flatMap(({ name: type, vcpu, memoryMiB }) =>
      vcpu === undefined || memoryMiB === undefined
        ? []
        : [{ type, ...allocatable(vcpu, memoryMiB, podsOn(group, cni)) }],
    ),
  };
}

const podsOn = (group: NodeGroup, cni: CniSettings): number =>
  group.kubelet.maxPods ?? maxPodsOfGroup({ ...group, isManaged: group.kind === "managed" }, cni);

/** In billionths, what the kubelet leaves to pods. The kernel keeps some memory besides, which differs by type. */
function allocatable(vcpu: number, memoryMiB: number, maxPods: number) {
  const mebibytes = memoryMiB - reservedMemoryMiB(maxPods) - EVICTION_MEMORY_MIB;
  return {
    cpu: BigInt(vcpu * 1000 - reservedMillicores(vcpu)) * 1_000_000n,
    memory: BigInt(mebibytes) * 1024n ** 2n * 1_000_000_000n,
  };
}

/** The node pools that AWS makes: https://docs.aws.amazon.com/eks/latest/userguide/set-builtin-node-pools.html */
const builtInPools: Readonly<Record<string, Pick<NodeSet, "platforms" | "taints">>> = {
  "general-purpose": { platforms: ["amd64"], taints: [] },
  system: { platforms: ["amd64", "arm64"], taints: [{ key: "CriticalAddonsOnly", effect: "NoSchedule" }] },
};

const autoMode = ({ nodePools }: AutoModeSettings): NodeSet[] =>
  nodePools.flatMap((name) => {
    const pool = builtInPools[name];
    return pool
      ? [{ name, startedBy: "auto" as const, capacityTypes: ["on-demand" as const], labels: {}, machines: [], ...pool }]
      : [];
  });

const ofAddon = (name: AddonName, { [name]: own }: AddonSettings): readonly NodeSet[] =>
  own ? (addonSpec(name).nodeSets?.(own) ?? []) : [];
