import { randomHex } from "../../aws/identifiers";
import type { ClusterObjects } from "../../aws/eks/kubernetes/objects";
import { deleteNode } from "../../aws/eks/kubernetes/drain";
import type { V1Node, V1PersistentVolume, V1PersistentVolumeClaim, V1Pod } from "../../aws/eks/kubernetes/types";
import { nodeReference } from "../../aws/eks/node/nodes";
import type { AccountView, SubnetView } from "../accountView";
import { COMPUTE_TYPE } from "../../aws/eks/compute/controller";
import { FARGATE_SCHEDULER } from "../fargate/admission";
import type { ComputeInterfaces } from "../interfaces";
import { recordEvent } from "../podEvents";
import { fits } from "./fit";
import { autoNode, type AutoNodeDetails } from "./node";
import { builtInPools, candidates, type NodePool } from "./nodePools";

/** A node without pods goes after this time: `consolidateAfter` of the built-in pools. */
const CONSOLIDATE_AFTER = 30_000;

/** The scheduler has put pods on a new node, if it ever does, after this time. */
const SETTLE = 5_000;

type Placement = Pick<AutoNodeDetails, "pool" | "type" | "subnet">;

/**
 * Starts nodes for pods that the scheduler finds no place for, and ends those that are empty or of another minor than the control plane.
 *
 * Of the pools, only the two built-in ones are simulated; pools of a program's own stay without effect.
 */
export class AutoMode {
  private launched: { readonly name: string; readonly at: number; readonly pods: readonly V1Pod[] } | undefined;
  private readonly emptySince = new Map<string, number>();
  /** Pods for which a node was started in vain: something that a node can't give keeps them. */
  private readonly hopeless = new Set<string>();

  constructor(
    private readonly cluster: ClusterObjects,
    private readonly view: AccountView,
    private readonly interfaces: ComputeInterfaces,
    private readonly clock: () => number = Date.now,
  ) {}

  /** Looks once. */
  async reconcile(): Promise<void> {
    const config = this.view.computeConfig;
    const nodes = await this.cluster.list<V1Node>("v1", "Node", { labels: { [COMPUTE_TYPE]: "auto" } });
    if (!config && nodes.length === 0) return;
    const pods = (await this.cluster.list<V1Pod>("v1", "Pod")).filter(isAlive);
    await this.removeNodes(nodes, pods, config !== undefined);
    if (!config || !this.hasSettled(pods)) return;
    const waiting = pods.filter((pod) => isUnschedulable(pod) && !this.hopeless.has(pod.metadata?.uid ?? ""));
    const pools = builtInPools(config.nodePools);
    if (waiting.length > 0 && pools.length > 0) await this.launch(waiting, pools, nodes);
  }

  private async removeNodes(nodes: readonly V1Node[], pods: readonly V1Pod[], isOn: boolean): Promise<void> {
    let replacing = false;
    for (const node of nodes) {
      const name = node.metadata?.name ?? "";
      const own = pods.filter((pod) => pod.spec?.nodeName === name && !isDaemon(pod));
      const isDrifted = !isOn || !node.status?.nodeInfo?.kubeletVersion.startsWith(`v${this.view.minor}.`);
      if (own.length > 0) this.emptySince.delete(name);
      else if (!this.emptySince.has(name)) this.emptySince.set(name, this.clock());
      const emptyFor = this.clock() - (this.emptySince.get(name) ?? this.clock());
      if (own.length === 0 && (isDrifted || emptyFor >= CONSOLIDATE_AFTER)) await this.remove(name);
      else if (isDrifted && !replacing) {
        // One node at a time, as the default disruption budget of 10 % allows in a small cluster.
        replacing = true;
        await this.drain(name, own);
      }
    }
  }

  private async remove(name: string): Promise<void> {
    await deleteNode(this.cluster, name);
    this.interfaces.release(name);
    this.emptySince.delete(name);
  }

  private async drain(name: string, pods: readonly V1Pod[]): Promise<void> {
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
    if (pods.some((pod) => pod.spec?.nodeName === launched.name && !isDaemon(pod))) {
      this.launched = undefined;
      return true;
    }
    if (this.clock() - launched.at < SETTLE) return false;
    for (const { metadata } of launched.pods) this.hopeless.add(metadata?.uid ?? "");
    this.launched = undefined;
    return true;
  }

  private async launch(waiting: readonly V1Pod[], pools: readonly NodePool[], nodes: readonly V1Node[]): Promise<void> {
    const zones = new Map(await Promise.all(waiting.map(async (pod) => [pod, await this.zonesOf(pod)] as const)));
    const subnets = this.subnetsByLoad(nodes);
    let pods: V1Pod[] = [];
    let placement: Placement | undefined;
    for (const pod of waiting) {
      const found = this.place([...pods, pod], pools, subnets, zones);
      if (found) [pods, placement] = [[...pods, pod], found];
      else if (pods.length === 0) await this.giveUp(pod, pools);
    }
    if (!placement) return;
    const instanceId = `i-0${randomHex(16)}`;
    const address = this.interfaces.take(placement.subnet.id, () => instanceId, this.view.securityGroupIds);
    await this.cluster.create(this.nodeOf(placement, instanceId, address));
    this.launched = { name: instanceId, at: this.clock(), pods };
  }

  /** The smallest type of the first pool that holds all the pods. */
  private place(
    pods: readonly V1Pod[],
    pools: readonly NodePool[],
    subnets: readonly SubnetView[],
    zones: ReadonlyMap<V1Pod, readonly string[] | undefined>,
  ): Placement | undefined {
    for (const pool of pools) {
      for (const type of candidates.filter(({ arch }) => pool.architectures.includes(arch))) {
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

  private nodeOf(placement: Placement, instanceId: string, address: string): V1Node {
    const { clusterName, region, minor = "" } = this.view;
    return autoNode({ ...placement, clusterName, region, minor, instanceId, address });
  }

  /** The subnets with room, that of the zone with the fewest nodes first. */
  private subnetsByLoad(nodes: readonly V1Node[]): SubnetView[] {
    const load = ({ zone }: SubnetView) =>
      nodes.filter(({ metadata }) => metadata?.labels?.["topology.kubernetes.io/zone"] === zone).length;
    return this.view.clusterSubnets.filter(({ freeAddresses }) => freeAddresses > 0).sort((a, b) => load(a) - load(b));
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

  private async giveUp(pod: V1Pod, pools: readonly NodePool[]): Promise<void> {
    this.hopeless.add(pod.metadata?.uid ?? "");
    const names = pools.map(({ name }) => `"${name}"`).join(", ");
    const message = `Failed to schedule pod, incompatible with nodepool ${names}: no instance type fits its requests, selectors and tolerations`;
    await recordEvent(this.cluster, pod, { type: "Warning", reason: "FailedScheduling", message, by: "karpenter" });
  }
}

function isAlive({ status }: V1Pod): boolean {
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
