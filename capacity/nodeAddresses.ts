import { nothing, type Demand } from "./demand";
import type { InstanceType } from "./instanceTypes";
import {
  ADDRESSES_PER_PREFIX,
  HOST_NETWORK_PODS,
  hasTrunk,
  maxPods,
  podInterfaces,
  slotsPerInterface,
  type CniMode,
} from "./maxPods";

/** What each node keeps ready for pods to come. Zero is as good as left out, except for `enis`. */
export interface WarmTargets {
  /**
   * Spare interfaces with all their addresses: `WARM_ENI_TARGET`. Has no effect with prefixes, `ips` or `minimumIps`.
   * @default 1
   */
  readonly enis?: number;
  /** Spare addresses: `WARM_IP_TARGET`. */
  readonly ips?: number;
  /** Addresses held from the start: `MINIMUM_IP_TARGET`. */
  readonly minimumIps?: number;
  /**
   * Spare /28 prefixes: `WARM_PREFIX_TARGET`. Has no effect with `ips` or `minimumIps`.
   * @default 1, as the add-on sets it
   */
  readonly prefixes?: number;
}

/** The VPC CNI as an environment sets it. */
export interface CniSettings extends CniMode {
  readonly warmTargets?: WarmTargets;
}

export interface NodeAddresses {
  /** Interfaces that the node has attached, its primary one and a trunk included. */
  readonly interfaces: number;
  /** Pods that have got an address, of those that wanted one. */
  readonly pods: number;
  /** Taken from the node's own subnet. */
  readonly nodeSubnet: Demand;
  /** Taken from the pods' subnet; nothing without custom networking. */
  readonly podSubnet: Demand;
}

export interface NodeLoad {
  /** Pods with an address of the node's interfaces: all but those of the host's network and those with security groups of their own. */
  readonly pods: number;
  /**
   * Pods with security groups of their own; each takes an address by its branch interface.
   * @default 0
   */
  readonly branchPods?: number;
  /**
   * The kubelet's `maxPods`: the CNI never gets more addresses than that many pods could use.
   * @default what `maxPods` says
   */
  readonly maxPods?: number;
}

/**
 * Addresses that a node takes with so many pods on it, when the CNI has come to rest.
 *
 * It replays the pool manager of the CNI, ipamd: while the pool is too low, fill the interfaces there are, then attach another. What the CNI needs for a moment more
 * (addresses cool down for 30 s after a pod is gone, nodes are never drained of interfaces while cordoned) is not in it.
 *
 * @throws when the type can't do what the settings ask for.
 * @see https://github.com/aws/amazon-vpc-cni-k8s/blob/b52188387f2e2f10bf289ace929d6a63b176a4fa/pkg/ipamd/ipamd.go (isDatastorePoolTooLow, increaseDatastorePool)
 * @see https://github.com/aws/amazon-vpc-cni-k8s/blob/b52188387f2e2f10bf289ace929d6a63b176a4fa/docs/eni-and-ip-target.md
 * @see https://github.com/aws/amazon-vpc-cni-k8s/blob/b52188387f2e2f10bf289ace929d6a63b176a4fa/docs/prefix-and-ip-target.md
 */
export function nodeAddresses(type: InstanceType, settings: CniSettings, load: NodeLoad): NodeAddresses {
  const kubeletLimit = load.maxPods ?? maxPods(type, settings);
  const slots = slotsPerInterface(type);
  const most = podInterfaces(type, settings);
  const size = settings.prefixDelegation ? ADDRESSES_PER_PREFIX : 1;
  const wanted = shortage(settings, slots);

  // With custom networking the primary interface, which is there from the start, serves no pods.
  let interfaces = settings.customNetworking ? 0 : 1;
  let filled = 0;
  for (;;) {
    const addresses = filled * size;
    const assigned = Math.min(load.pods, addresses);
    const missing = addresses >= kubeletLimit ? 0 : wanted({ addresses, assigned });
    const room = interfaces * slots - filled;
    if (missing === 0 || (room === 0 && interfaces === most)) break;
    if (room === 0) interfaces += 1;
    filled += Math.min(missing, room === 0 ? slots : room);
  }

  const trunk = hasTrunk(type, settings) ? 1 : 0;
  const pool = settings.prefixDelegation ? { single: 0, prefixes: filled } : { single: filled, prefixes: 0 };
  const ofPods = { ...pool, single: pool.single + interfaces + trunk + (load.branchPods ?? 0) };
  const own = settings.customNetworking ? { single: 1, prefixes: 0 } : ofPods;
  return {
    interfaces: interfaces + trunk + (settings.customNetworking ? 1 : 0),
    pods: Math.min(load.pods, filled * size),
    nodeSubnet: own,
    podSubnet: settings.customNetworking ? ofPods : nothing,
  };
}

/** A node without pods of its own: only those of the host's network. */
export const idle: NodeLoad = { pods: 0 };

/** A node that runs as many pods as the kubelet takes. */
export const full = (maxPodsOfNode: number): NodeLoad => ({
  pods: Math.max(0, maxPodsOfNode - HOST_NETWORK_PODS),
  maxPods: maxPodsOfNode,
});

interface Pool {
  readonly addresses: number;
  readonly assigned: number;
}

/** How many addresses or prefixes the CNI asks EC2 for next. Targets for addresses take precedence over all others. */
function shortage(settings: CniSettings, slots: number): (pool: Pool) => number {
  const { enis = 1, ips = 0, minimumIps = 0, prefixes = 1 } = settings.warmTargets ?? {};
  if (ips > 0 || minimumIps > 0) {
    const size = settings.prefixDelegation ? ADDRESSES_PER_PREFIX : 1;
    return ({ addresses, assigned }) =>
      Math.ceil(Math.max(0, ips - (addresses - assigned), minimumIps - addresses) / size);
  }
  if (!settings.prefixDelegation) {
    return ({ addresses, assigned }) => (isLow(addresses - assigned, enis * slots) ? slots : 0);
  }
  return ({ addresses, assigned }) => {
    if (!isLow(addresses - assigned, prefixes * ADDRESSES_PER_PREFIX)) return 0;
    const free = Math.floor((addresses - assigned) / ADDRESSES_PER_PREFIX);
    return Math.max(1, prefixes - free);
  };
}

/** With a target of zero the pool is low only once it is empty. */
const isLow = (available: number, target: number): boolean => available < target || (target === 0 && available === 0);
