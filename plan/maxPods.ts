import { addressesOf } from "../capacity/demand";
import { instanceType } from "../capacity/instanceTypes";
import { managedLimit, maxPods, type CniMode } from "../capacity/maxPods";
import { full, idle, nodeAddresses, type CniSettings, type WarmTargets } from "../capacity/nodeAddresses";
import { table } from "./table";

/** What one node of a type can do. */
export interface NodeCapacity {
  readonly instanceType: string;
  readonly maxPods: number;
  /** Pods with security groups of their own, beside the others; only where they are asked for. */
  readonly branchPods?: number;
  readonly interfaces: number;
  /** Addresses that it takes without pods, and with as many as it can run. */
  readonly addresses: { readonly idle: number; readonly full: number };
}

/**
 * @param selfManaged whether the node is of a group that EKS does not hold to its limit
 * @throws when a type is unknown, or can't do what is asked for.
 */
export function nodeCapacity(name: string, mode: CniMode, warmTargets: WarmTargets, selfManaged = false): NodeCapacity {
  const type = instanceType(name);
  const settings: CniSettings = { ...mode, warmTargets };
  const limit = Math.min(maxPods(type, settings), selfManaged ? Infinity : managedLimit(type));
  const taken = nodeAddresses(type, settings, full(limit));
  const total = ({ nodeSubnet, podSubnet }: ReturnType<typeof nodeAddresses>) =>
    addressesOf(nodeSubnet) + addressesOf(podSubnet);
  return {
    instanceType: name,
    maxPods: limit,
    ...(mode.podSecurityGroups && { branchPods: type.branchEnis ?? 0 }),
    interfaces: taken.interfaces,
    addresses: { idle: total(nodeAddresses(type, settings, idle)), full: total(taken) },
  };
}

export function nodeCapacityTable(nodes: readonly NodeCapacity[]): string {
  const withBranches = nodes.some(({ branchPods }) => branchPods !== undefined);
  const branches = (cell: string) => (withBranches ? [cell] : []);
  return table([
    [
      "instance type",
      "max pods",
      ...branches("with own security groups"),
      "interfaces",
      "addresses idle",
      "addresses full",
    ],
    ...nodes.map(({ instanceType: name, maxPods: pods, branchPods, interfaces, addresses }) => [
      name,
      String(pods),
      ...branches(String(branchPods)),
      String(interfaces),
      String(addresses.idle),
      String(addresses.full),
    ]),
  ]);
}
