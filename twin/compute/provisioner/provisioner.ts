import type { ClusterObjects } from "../../aws/eks/kubernetes/objects";
import type {
  V1Node,
  V1PersistentVolume,
  V1PersistentVolumeClaim,
  V1Pod,
  V1Taint,
} from "../../aws/eks/kubernetes/types";
import { nodeReference } from "../../aws/eks/node/nodes";
import type { AccountView, SubnetView } from "../accountView";
import { FARGATE_SCHEDULER } from "../fargate/admission";
import type { ComputeInterfaces } from "../interfaces";
import { recordEvent } from "../podEvents";
import { type Candidate, candidates } from "./candidates";
import { fits } from "./fit";

/** The scheduler has put pods on a new node, if it ever does, after this time. */
const SETTLE = 5_000;

/** What a provisioner may start. */
export interface NodePool {
  readonly name: string;
  readonly taints: readonly V1Taint[];
  accepts(type: Candidate): boolean;
}

/** A node that may be started. */
export interface Placement<Pool extends NodePool> {
  readonly pool: Pool;
  readonly type: Candidate;
  readonly subnet: SubnetView;
}

/** Starts nodes for pods that the scheduler finds no place for, and says which nodes are empty. */
export abstract class Provisioner<Pool extends NodePool = NodePool> {
  private launched: { readonly name: string; readonly at: number; readonly pods: readonly V1Pod[] } | undefined;
  private readonly emptySince = new Map<string, number>();
  /** Pods for which a node was started in vain: something that a node can't give keeps them. */
  private readonly hopeless = new Set<string>();

  constructor(
    protected readonly cluster: ClusterObjects,
    protected readonly view: AccountView,
    protected readonly interfaces: ComputeInterfaces,
    private readonly clock: () => number = Date.now,
  ) {}

  /** Looks once. */
  abstract reconcile(): Promise<void>;

  /** The node, as its kubelet would register it. */
  protected abstract nodeOf(placement: Placement<Pool>, instanceId: string, address: string): V1Node;

  /** Starts the node. @returns its name */
  protected abstract start(placement: Placement<Pool>): Promise<string>;

  /** Subnets for nodes of the pool. */
  protected abstract subnetsOf(pool: Pool): readonly SubnetView[];

  /** Starts the smallest node of the first pool that holds as many of the waiting pods as one can. */
  protected async launch(pods: readonly V1Pod[], pools: readonly Pool[], nodes: readonly V1Node[]): Promise<void> {
    if (!this.hasSettled(pods)) return;
    const waiting = pods.filter((pod) => isUnschedulable(pod) && !this.hopeless.has(pod.metadata?.uid ?? ""));
    if (waiting.length === 0 || pools.length === 0) return;
    const zones = new Map(await Promise.all(waiting.map(async (pod) => [pod, await this.zonesOf(pod)] as const)));
    let held: V1Pod[] = [];
    let placement: Placement<Pool> | undefined;
    for (const pod of waiting) {
      const found = this.place([...held, pod], pools, nodes, zones);
      if (found) [held, placement] = [[...held, pod], found];
      else if (held.length === 0) await this.giveUp(pod, pools);
    }
    if (placement) this.launched = { name: await this.start(placement), at: this.clock(), pods: held };
  }

  /** How long no pod but those of DaemonSets has been on the node, in milliseconds; `undefined` while there is one. */
  protected emptyFor(name: string, own: readonly V1Pod[]): number | undefined {
    if (own.length > 0) {
      this.emptySince.delete(name);
      return undefined;
    }
    const since = this.emptySince.get(name) ?? this.clock();
    this.emptySince.set(name, since);
    return this.clock() - since;
  }

  protected forget(name: string): void {
    this.emptySince.delete(name);
  }

  protected async drain(name: string, pods: readonly V1Pod[]): Promise<void> {
    await this.cluster.merge(nodeReference(name), { spec: { unschedulable: true } });
    for (const { metadata } of pods) {
      if (!metadata?.deletionTimestamp)
        await this.cluster.evict(metadata?.namespace ?? "default", metadata?.name ?? "");
    }
  }

  /** Whether the scheduler had time to use the last node. Those whose node stayed empty are given up. */
  private hasSettled(pods: readonly V1Pod[]): boolean {
    const { launched } = this;
    if (!launched) return true;
    if (podsOn(launched.name, pods).length > 0) {
      this.launched = undefined;
      return true;
    }
    if (this.clock() - launched.at < SETTLE) return false;
    for (const { metadata } of launched.pods) this.hopeless.add(metadata?.uid ?? "");
    this.launched = undefined;
    return true;
  }

  /** The smallest type of the first pool that holds all the pods. */
  private place(
    pods: readonly V1Pod[],
    pools: readonly Pool[],
    nodes: readonly V1Node[],
    zones: ReadonlyMap<V1Pod, readonly string[] | undefined>,
  ): Placement<Pool> | undefined {
    for (const pool of pools) {
      const subnets = byLoad(this.subnetsOf(pool), nodes);
      for (const type of candidates.filter((each) => pool.accepts(each))) {
        const subnet = subnets.find(
          (candidate) =>
            pods.every((pod) => zones.get(pod)?.includes(candidate.zone) ?? true) &&
            fits(pods, this.nodeOf({ pool, type, subnet: candidate }, "i-0", "10.0.0.1")),
        );
        if (subnet) return { pool, type, subnet };
      }
    }
    return undefined;
  }

  /** Zones in which the pod's volumes are; `undefined` when they don't matter. */
  private async zonesOf({ metadata, spec }: V1Pod): Promise<string[] | undefined> {
    for (const { persistentVolumeClaim } of spec?.volumes ?? []) {
      if (!persistentVolumeClaim) continue;
      const { claimName: name } = persistentVolumeClaim;
      const reference = { apiVersion: "v1", kind: "PersistentVolumeClaim", name, namespace: metadata?.namespace };
      const volumeName = (await this.cluster.get<V1PersistentVolumeClaim>(reference))?.spec?.volumeName;
      if (!volumeName) continue;
      const volume = await this.cluster.get<V1PersistentVolume>({
        apiVersion: "v1",
        kind: "PersistentVolume",
        name: volumeName,
      });
      const terms = volume?.spec?.nodeAffinity?.required?.nodeSelectorTerms ?? [];
      const zones = terms
        .flatMap(({ matchExpressions = [] }) => matchExpressions)
        .filter(({ key }) => key === "topology.kubernetes.io/zone")
        .flatMap(({ values = [] }) => values);
      if (zones.length > 0) return zones;
    }
    return undefined;
  }

  private async giveUp(pod: V1Pod, pools: readonly Pool[]): Promise<void> {
    this.hopeless.add(pod.metadata?.uid ?? "");
    const names = pools.map(({ name }) => `"${name}"`).join(", ");
    const message = `Failed to schedule pod, incompatible with nodepool ${names}: no instance type fits its requests, selectors and tolerations`;
    await recordEvent(this.cluster, pod, { type: "Warning", reason: "FailedScheduling", message, by: "karpenter" });
  }
}

/** The subnets with room, that of the zone with the fewest nodes first. */
function byLoad(subnets: readonly SubnetView[], nodes: readonly V1Node[]): SubnetView[] {
  const load = ({ zone }: SubnetView) =>
    nodes.filter(({ metadata }) => metadata?.labels?.["topology.kubernetes.io/zone"] === zone).length;
  return subnets.filter(({ freeAddresses }) => freeAddresses > 0).sort((a, b) => load(a) - load(b));
}

/** The pods on a node that have to go before it does. */
export const podsOn = (name: string, pods: readonly V1Pod[]): V1Pod[] =>
  pods.filter((pod) => pod.spec?.nodeName === name && !isDaemon(pod));

export function isAlive({ status }: V1Pod): boolean {
  return status?.phase !== "Succeeded" && status?.phase !== "Failed";
}

function isDaemon({ metadata }: V1Pod): boolean {
  return (metadata?.ownerReferences ?? []).some(({ kind }) => kind === "DaemonSet");
}

function isUnschedulable({ metadata, spec, status }: V1Pod): boolean {
  return (
    spec?.nodeName === undefined &&
    metadata?.deletionTimestamp === undefined &&
    spec?.schedulerName !== FARGATE_SCHEDULER &&
    (status?.conditions ?? []).some(({ type, reason }) => type === "PodScheduled" && reason === "Unschedulable")
  );
}
