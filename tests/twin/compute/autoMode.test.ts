import assert from "node:assert/strict";
import type { KubernetesObject, V1Node, V1Pod } from "../../../twin/aws/eks/kubernetes/types";
import { AutoMode } from "../../../twin/compute/autoMode/autoMode";
import { ComputeStage } from "./stage";

type Spec = Partial<NonNullable<V1Pod["spec"]>>;

const BOTH = {
  enabled: true,
  nodePools: ["general-purpose", "system"],
  nodeRoleArn: "arn:aws:iam::111111111111:role/n",
};

class AutoStage extends ComputeStage {
  now = 0;
  readonly autoMode: AutoMode;

  constructor(computeConfig: ConstructorParameters<typeof ComputeStage>[0] = BOTH) {
    super(computeConfig);
    this.autoMode = new AutoMode(this.cluster, this.view, this.interfaces, () => this.now);
  }

  putWaiting(name: string, requests: Record<string, string> = {}, spec: Spec = {}): void {
    this.putPod({
      metadata: { name, namespace: "default", uid: name },
      spec: { containers: [{ name: "web", resources: { requests } }], ...spec },
      status: { conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message: "0/0" }] },
    });
  }

  /** Looks, and lets the scheduler put what waits on the newest node. */
  async settle(scheduled: readonly string[]): Promise<V1Node | undefined> {
    await this.autoMode.reconcile();
    const node = this.cluster.nodes().at(-1);
    for (const name of node ? scheduled : []) await this.cluster.bind("default", name, node?.metadata?.name ?? "");
    return node;
  }
}

const labelsOf = (node: V1Node | undefined) => node?.metadata?.labels ?? {};

describe("Auto Mode", () => {
  it("starts the smallest node that holds the pods that wait", async () => {
    const stage = new AutoStage();
    stage.putWaiting("one", { cpu: "1", memory: "1Gi" });
    stage.putWaiting("two", { cpu: "1500m", memory: "1Gi" });
    const node = await stage.settle([]);
    assert.equal(stage.cluster.nodes().length, 1);
    const labels = labelsOf(node);
    assert.equal(labels["karpenter.sh/nodepool"], "general-purpose");
    assert.equal(labels["karpenter.sh/capacity-type"], "on-demand");
    assert.equal(labels["eks.amazonaws.com/compute-type"], "auto");
    assert.equal(labels["eks.amazonaws.com/instance-cpu"], "4");
    assert.match(labels["eks.amazonaws.com/instance-category"] ?? "", /^[cmr]$/);
    assert.ok(Number(labels["eks.amazonaws.com/instance-generation"]) > 4);
    assert.equal(labels["kubernetes.io/arch"], "amd64");
    assert.match(node?.metadata?.name ?? "", /^i-0[0-9a-f]{16}$/);
    assert.match(node?.status?.nodeInfo?.osImage ?? "", /^Bottlerocket \(EKS Auto, Standard\)/);
    assert.equal(stage.addresses().length, 1);
  });

  it("counts the sidecars of a pod, and what its runtime adds", async () => {
    const stage = new AutoStage();
    const sidecar = { name: "proxy", restartPolicy: "Always", resources: { requests: { cpu: "1500m" } } };
    stage.putWaiting("one", { cpu: "1500m" }, { initContainers: [sidecar], overhead: { cpu: "1" } });
    assert.equal(labelsOf(await stage.settle([]))["eks.amazonaws.com/instance-cpu"], "8");
  });

  it("starts an arm64 node from the system pool for a critical pod that asks for one", async () => {
    const stage = new AutoStage();
    const tolerations = [{ key: "CriticalAddonsOnly", operator: "Exists" }];
    stage.putWaiting("dns", {}, { tolerations, nodeSelector: { "kubernetes.io/arch": "arm64" } });
    const node = await stage.settle([]);
    assert.equal(labelsOf(node)["karpenter.sh/nodepool"], "system");
    assert.equal(labelsOf(node)["kubernetes.io/arch"], "arm64");
    assert.deepEqual(node?.spec?.taints, [{ key: "CriticalAddonsOnly", effect: "NoSchedule" }]);
  });

  it("starts a node in the zone of a pod's volume", async () => {
    const stage = new AutoStage();
    const claim = { name: "disk", namespace: "default" };
    stage.cluster.put({ apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: claim, spec: { volumeName: "pv" } });
    const matchExpressions = [{ key: "topology.kubernetes.io/zone", operator: "In", values: ["eu-west-1b"] }];
    const nodeAffinity = { required: { nodeSelectorTerms: [{ matchExpressions }] } };
    stage.cluster.put({ apiVersion: "v1", kind: "PersistentVolume", metadata: { name: "pv" }, spec: { nodeAffinity } });
    stage.putWaiting("db", {}, { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "disk" } }] });
    assert.equal(labelsOf(await stage.settle([]))["topology.kubernetes.io/zone"], "eu-west-1b");
  });

  it("waits for the scheduler before it starts another, and gives up on pods that no node helps", async () => {
    const stage = new AutoStage();
    stage.putWaiting("stuck");
    await stage.settle([]);
    await stage.settle([]);
    assert.equal(stage.cluster.nodes().length, 1);
    stage.now += 6_000;
    await stage.settle([]);
    await stage.settle([]);
    assert.equal(stage.cluster.nodes().length, 1);
  });

  it("starts a node for each pod that wants one alone", async () => {
    const stage = new AutoStage();
    for (const name of ["one", "two", "three"]) stage.putWaiting(name);
    for (const name of ["one", "two", "three"]) await stage.settle([name]);
    assert.equal(stage.cluster.nodes().length, 3);
    const zones = stage.cluster.nodes().map((node) => labelsOf(node)["topology.kubernetes.io/zone"]);
    assert.deepEqual(new Set(zones), new Set(["eu-west-1a", "eu-west-1b"]));
  });

  it("says why no pool fits", async () => {
    const stage = new AutoStage({ ...BOTH, nodePools: ["general-purpose"] });
    stage.putWaiting("gpu", { "nvidia.com/gpu": "1" });
    await stage.settle([]);
    await stage.settle([]);
    assert.deepEqual(stage.cluster.nodes(), []);
    const [event] = await stage.cluster.list<KubernetesObject & { message?: string }>("v1", "Event");
    assert.match(event?.message ?? "", /Failed to schedule pod, incompatible with nodepool "general-purpose"/);
    assert.equal(stage.cluster.names("Event").length, 1);
  });

  it("ends a node that has been empty for half a minute", async () => {
    const stage = new AutoStage();
    stage.putWaiting("one");
    await stage.settle(["one"]);
    await stage.cluster.delete({ apiVersion: "v1", kind: "Pod", name: "one", namespace: "default" });
    await stage.autoMode.reconcile();
    stage.now += 29_000;
    await stage.autoMode.reconcile();
    assert.equal(stage.cluster.nodes().length, 1);
    stage.now += 1_000;
    await stage.autoMode.reconcile();
    assert.deepEqual(stage.cluster.nodes(), []);
    assert.deepEqual(stage.addresses(), []);
  });

  it("replaces nodes of another minor than the control plane, as budgets allow", async () => {
    const stage = new AutoStage();
    stage.putWaiting("one");
    const node = await stage.settle(["one"]);
    stage.cluster.protectedPods.add("default/one");
    stage.putCluster("1.37", BOTH);
    await stage.autoMode.reconcile();
    assert.equal(stage.cluster.nodes()[0]?.spec?.unschedulable, true);
    assert.equal(stage.cluster.names("Pod").length, 1);
    stage.cluster.protectedPods.clear();
    await stage.autoMode.reconcile();
    await stage.autoMode.reconcile();
    assert.equal(stage.cluster.names("Node").includes(node?.metadata?.name ?? ""), false);
    stage.putWaiting("two");
    assert.match((await stage.settle([]))?.status?.nodeInfo?.kubeletVersion ?? "", /^v1\.37\./);
  });

  it("starts nothing without a pool", async () => {
    const stage = new AutoStage({ ...BOTH, nodePools: [] });
    stage.putWaiting("one");
    await stage.settle([]);
    assert.deepEqual(stage.cluster.nodes(), []);
  });
});
