import type { V1Pod } from "./types";
import type { Call } from "../../resourceType";
import type { ClusterObjects } from "./objects";
import { type EksContext, waitFor } from "../context";

/** A pod that a disruption budget keeps on its node. */
export interface BlockedPod {
  readonly pod: string;
  readonly reason: string;
}

export interface DrainOptions {
  /** Delete what can't be evicted: when the node is going away no matter what. */
  readonly force: boolean;
}

/** Cordons the node and evicts its pods, those of DaemonSets excepted. @returns the first pod that could not be moved in time */
export async function drain(
  context: EksContext,
  call: Call,
  cluster: ClusterObjects,
  node: string,
  { force }: DrainOptions,
): Promise<BlockedPod | undefined> {
  const reference = { apiVersion: "v1", kind: "Node", name: node };
  // An instance that never joined has nothing to drain.
  if (!(await cluster.get(reference))) return undefined;
  await cluster.merge(reference, { spec: { unschedulable: true } });
  let blocked: BlockedPod | undefined;
  const emptied = await waitFor(context, call, async () => {
    blocked = undefined;
    const pods = await evictablePods(cluster, node);
    for (const pod of pods) blocked = (await evict(cluster, pod)) ?? blocked;
    return pods.length === 0 ? true : undefined;
  });
  if (emptied) return undefined;
  if (!force) return blocked ?? { pod: "", reason: `pods of ${node} are still terminating` };
  for (const pod of await evictablePods(cluster, node)) await deletePod(cluster, pod);
  return undefined;
}

/** Deletes the Node and its Lease, by which its kubelet says that it lives. */
export async function deleteNode(cluster: ClusterObjects, name: string): Promise<void> {
  await cluster.delete({ apiVersion: "v1", kind: "Node", name });
  const lease = { apiVersion: "coordination.k8s.io/v1", kind: "Lease", name, namespace: "kube-node-lease" };
  await cluster.delete(lease);
}

/** Removes the Node and what only it can hold: pods of DaemonSets, which would otherwise wait for their node for ever. */
export async function removeNode(
  context: EksContext,
  call: Call,
  cluster: ClusterObjects,
  node: string,
): Promise<void> {
  await deleteNode(cluster, node);
  for (const pod of await podsOn(cluster, node)) await deletePod(cluster, pod);
  await waitFor(context, call, async () => ((await podsOn(cluster, node)).length === 0 ? true : undefined));
}

export async function uncordon(cluster: ClusterObjects, node: string): Promise<void> {
  await cluster.merge({ apiVersion: "v1", kind: "Node", name: node }, { spec: { unschedulable: null } });
}

async function evict(cluster: ClusterObjects, pod: V1Pod): Promise<BlockedPod | undefined> {
  const { name = "", namespace = "default", deletionTimestamp } = pod.metadata ?? {};
  if (deletionTimestamp) return undefined;
  const eviction = await cluster.evict(namespace, name);
  return eviction.evicted ? undefined : { pod: `${namespace}/${name}`, reason: eviction.reason };
}

async function deletePod(cluster: ClusterObjects, pod: V1Pod): Promise<void> {
  const { name = "", namespace = "default" } = pod.metadata ?? {};
  await cluster.delete({ apiVersion: "v1", kind: "Pod", name, namespace }, { gracePeriodSeconds: 0 });
}

async function evictablePods(cluster: ClusterObjects, node: string): Promise<V1Pod[]> {
  const pods = await podsOn(cluster, node);
  return pods.filter(({ metadata, status }) => {
    const isDaemon = (metadata?.ownerReferences ?? []).some(({ kind }) => kind === "DaemonSet");
    return !isDaemon && status?.phase !== "Succeeded" && status?.phase !== "Failed";
  });
}

function podsOn(cluster: ClusterObjects, node: string): Promise<V1Pod[]> {
  return cluster.list<V1Pod>("v1", "Pod", { fields: `spec.nodeName=${node}` });
}
