import type {
  KubernetesObject,
  V1DaemonSet,
  V1Deployment,
  V1Node,
  V1Pod,
  V1PodCondition,
} from "../../../../twin/aws/eks/kubernetes/types";
import {
  type ClusterObjects,
  type Eviction,
  type ObjectFilter,
  type ObjectReference,
  referenceTo,
} from "../../../../twin/aws/eks/kubernetes/objects";

type Fields = Record<string, unknown>;

const CLUSTER_SCOPED = [
  "Namespace",
  "Node",
  "ClusterRole",
  "ClusterRoleBinding",
  "CustomResourceDefinition",
  "CSIDriver",
  "IngressClass",
  "MutatingWebhookConfiguration",
  "EC2NodeClass",
  "NodeClaim",
  "NodeClass",
  "NodePool",
  "PersistentVolume",
  "StorageClass",
];

/* eslint-disable @typescript-eslint/require-await -- the interface is that of a server */

/** An API server in memory, with a scheduler and kubelets that answer at once. It refuses what a real one refuses: a name twice, a namespace that is not there. */
export class FakeCluster implements ClusterObjects {
  private readonly objects = new Map<string, KubernetesObject & Fields>();
  /** Pods (`namespace/name`) that a disruption budget protects. */
  readonly protectedPods = new Set<string>();
  /** Every eviction that was asked for, in order. */
  readonly evictions: string[] = [];

  constructor() {
    for (const name of ["default", "kube-node-lease", "kube-system"])
      this.put({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
    this.put({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "kubernetes", namespace: "default" },
      spec: { clusterIP: "172.20.0.1" },
    });
  }

  /** Puts an object there as a user would, without asking. */
  put(object: KubernetesObject & Fields): void {
    this.objects.set(keyOf(referenceTo(object)), structuredClone(object));
  }

  names(kind: string): string[] {
    return this.all(kind)
      .map(({ metadata }) => metadata?.name ?? "")
      .sort();
  }

  nodes(): V1Node[] {
    return this.all("Node").map((object) => this.withStatus(object) as V1Node);
  }

  async get<T extends KubernetesObject>(reference: ObjectReference): Promise<T | undefined> {
    const found = this.objects.get(keyOf(reference));
    return found && (this.withStatus(found) as T);
  }

  async list<T extends KubernetesObject>(_apiVersion: string, kind: string, filter: ObjectFilter = {}): Promise<T[]> {
    const pending: KubernetesObject[] = kind === "Pod" ? this.pendingPods() : [];
    return [...this.all(kind), ...pending]
      .filter((object) => matches(object, filter))
      .map((object) => this.withStatus(object) as T);
  }

  async create(object: KubernetesObject): Promise<void> {
    const reference = referenceTo(object);
    this.checkNamespace(reference);
    if (this.objects.has(keyOf(reference))) throw new Error(`409: ${reference.kind} ${reference.name} already exists`);
    this.put(object);
  }

  async apply(object: KubernetesObject): Promise<void> {
    const reference = referenceTo(object);
    this.checkNamespace(reference);
    const before = this.objects.get(keyOf(reference));
    this.put(mergeApplied(before, structuredClone(object)) as KubernetesObject & Fields);
  }

  async merge(reference: ObjectReference, fields: Readonly<Fields>): Promise<void> {
    const found = this.objects.get(keyOf(reference));
    if (!found) throw new Error(`404: ${reference.kind} ${reference.name} not found`);
    this.put(mergePatch(found, fields) as KubernetesObject & Fields);
  }

  async mergeStatus(reference: ObjectReference, status: Readonly<Fields>): Promise<void> {
    const conditions = status.conditions as V1PodCondition[] | undefined;
    const pod = conditions && (await this.get<V1Pod>(reference));
    const others =
      pod?.status?.conditions?.filter(({ type }) => !conditions?.some((given) => given.type === type)) ?? [];
    await this.merge(reference, {
      status: { ...status, ...(conditions && { conditions: [...others, ...conditions] }) },
    });
  }

  async mergeCustomStatus(reference: ObjectReference, status: Readonly<Fields>): Promise<void> {
    await this.merge(reference, { status });
  }

  async bind(namespace: string, pod: string, node: string): Promise<void> {
    const reference = { apiVersion: "v1", kind: "Pod", name: pod, namespace };
    const { spec } = (await this.get<V1Pod>(reference)) ?? {};
    if (spec?.nodeName !== undefined) throw new Error(`409: pod ${pod} is already assigned to node ${spec.nodeName}`);
    await this.merge(reference, { spec: { nodeName: node } });
  }

  async delete(reference: ObjectReference): Promise<void> {
    this.objects.delete(keyOf(reference));
  }

  async evict(namespace: string, pod: string): Promise<Eviction> {
    this.evictions.push(`${namespace}/${pod}`);
    if (this.protectedPods.has(`${namespace}/${pod}`)) {
      return { evicted: false, reason: "Cannot evict pod as it would violate the pod's disruption budget." };
    }
    this.objects.delete(keyOf({ apiVersion: "v1", kind: "Pod", name: pod, namespace }));
    return { evicted: true };
  }

  private all(kind: string): (KubernetesObject & Fields)[] {
    return [...this.objects.values()].filter((object) => object.kind === kind);
  }

  private checkNamespace({ kind, namespace }: ObjectReference): void {
    if (CLUSTER_SCOPED.includes(kind)) return;
    if (!this.objects.has(keyOf({ apiVersion: "v1", kind: "Namespace", name: namespace ?? "default" }))) {
      throw new Error(`404: namespaces "${namespace}" not found`);
    }
  }

  private readyNodes(): number {
    return this.all("Node").filter(isKept).length;
  }

  /** What kwok and the controllers would have written. */
  private withStatus(object: KubernetesObject): KubernetesObject {
    const copy = structuredClone(object);
    if (copy.kind === "Node" && isKept(copy)) {
      const node = copy as V1Node;
      node.status = { ...node.status, conditions: [{ type: "Ready", status: "True" }] };
    }
    if (copy.kind === "DaemonSet") {
      const count = this.readyNodes();
      (copy as V1DaemonSet).status = {
        currentNumberScheduled: count,
        desiredNumberScheduled: count,
        numberMisscheduled: 0,
        numberReady: count,
      };
    }
    if (copy.kind === "Deployment") {
      const deployment = copy as V1Deployment;
      const available = this.readyNodes() > 0 ? (deployment.spec?.replicas ?? 1) : 0;
      deployment.status = { updatedReplicas: available, availableReplicas: available };
    }
    return copy;
  }

  /** One pod of each Deployment that no node can take. */
  private pendingPods(): V1Pod[] {
    if (this.readyNodes() > 0) return [];
    return this.all("Deployment").map((object) => {
      const { metadata, spec } = object as V1Deployment;
      return {
        apiVersion: "v1",
        kind: "Pod",
        metadata: {
          name: `${metadata?.name}-0`,
          namespace: metadata?.namespace,
          labels: spec?.template.metadata?.labels,
        },
        status: {
          conditions: [
            {
              type: "PodScheduled",
              status: "False",
              reason: "Unschedulable",
              message: "no nodes available to schedule pods",
            },
          ],
        },
      };
    });
  }
}

function keyOf({ kind, namespace, name }: ObjectReference): string {
  return [kind, CLUSTER_SCOPED.includes(kind) ? "" : (namespace ?? "default"), name].join("/");
}

function isKept(object: KubernetesObject): boolean {
  return object.metadata?.annotations?.["kwok.x-k8s.io/node"] === "fake";
}

function matches(object: KubernetesObject, { namespace, labels = {}, fields }: ObjectFilter): boolean {
  if (namespace !== undefined && object.metadata?.namespace !== namespace) return false;
  const own = object.metadata?.labels ?? {};
  if (Object.entries(labels).some(([key, value]) => own[key] !== value)) return false;
  const { schedulerName, nodeName } = (object as V1Pod).spec ?? {};
  const values: Readonly<Record<string, string | undefined>> = {
    "spec.nodeName": nodeName,
    "spec.schedulerName": schedulerName,
  };
  return (fields ?? "").split(",").every((term) => {
    const [path = "", value] = term.split("=");
    return path === "" || values[path] === value;
  });
}

function nameOf(element: unknown): string | undefined {
  const isNamed = typeof element === "object" && element !== null && "name" in element;
  return isNamed && typeof element.name === "string" ? element.name : undefined;
}

/** Fields that were not applied stay; elements of lists are told apart by their names. */
function mergeApplied(before: unknown, applied: unknown): unknown {
  if (typeof before !== "object" || before === null || typeof applied !== "object" || applied === null) return applied;
  if (Array.isArray(applied)) {
    if (!Array.isArray(before)) return applied;
    const elements: unknown[] = before;
    return applied.map((element: unknown) => {
      const name = nameOf(element);
      return name === undefined
        ? element
        : mergeApplied(
            elements.find((other) => nameOf(other) === name),
            element,
          );
    });
  }
  const result: Fields = { ...before };
  for (const [key, value] of Object.entries(applied)) result[key] = mergeApplied(result[key], value);
  return result;
}

function mergePatch(target: unknown, patch: unknown): unknown {
  if (typeof patch !== "object" || patch === null || Array.isArray(patch)) return patch;
  const result: Fields = typeof target === "object" && target !== null && !Array.isArray(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(result, key);
    else result[key] = mergePatch(result[key], value);
  }
  return result;
}
