import assert from "node:assert/strict";
import type { KubernetesObject, V1Node } from "../../../twin/aws/eks/kubernetes/types";
import { Karpenter } from "../../../twin/compute/karpenter/karpenter";
import { ComputeStage } from "./stage";

type Requirement = { readonly key: string; readonly operator: string; readonly values: readonly string[] };

const image = (arch: string) =>
  `/aws/service/eks/optimized-ami/1.36/amazon-linux-2023/${arch}/standard/amazon-eks-node-al2023-${arch}-standard-1.36-v20260930/image_id`;

class KarpenterStage extends ComputeStage {
  now = 0;
  readonly karpenter = new Karpenter(this.cluster, this.view, this.interfaces, () => this.now);

  constructor() {
    super();
    this.cluster.put({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "karpenter", namespace: "kube-system", labels: { "app.kubernetes.io/name": "karpenter" } },
      spec: { replicas: 2 },
    });
    // The node that its pods run on.
    const annotations = { "kwok.x-k8s.io/node": "fake" };
    this.cluster.put({ apiVersion: "v1", kind: "Node", metadata: { name: "system", annotations } });
    this.putClass({});
  }

  putClass(metadata: object): void {
    this.cluster.put({
      apiVersion: "karpenter.k8s.aws/v1",
      kind: "EC2NodeClass",
      metadata: { name: "general", ...metadata },
      spec: {
        amiSelectorTerms: [{ ssmParameter: image("x86_64") }, { ssmParameter: image("arm64") }],
        subnetSelectorTerms: [{ id: "subnet-b" }],
        securityGroupSelectorTerms: [{ id: "sg-nodes" }],
        blockDeviceMappings: [{ ebs: { volumeSize: "50Gi" } }],
      },
    });
  }

  putPool(name: string, requirements: readonly Requirement[], more: object = {}): void {
    this.cluster.put({
      apiVersion: "karpenter.sh/v1",
      kind: "NodePool",
      metadata: { name, uid: name },
      spec: {
        disruption: { consolidateAfter: "1m" },
        template: { spec: { nodeClassRef: { name: "general" }, requirements, taints: [] } },
        ...more,
      },
    });
  }

  putWaiting(name: string, requests: Record<string, string>): void {
    this.putPod({
      metadata: { name, namespace: "default", uid: name },
      spec: { containers: [{ name: "web", resources: { requests } }] },
      status: { conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message: "0/0" }] },
    });
  }

  started(): V1Node[] {
    return this.cluster.nodes().filter(({ metadata }) => metadata?.name !== "system");
  }

  /** Lets the scheduler put a pod on the newest node. */
  async bind(name: string): Promise<void> {
    await this.cluster.bind("default", name, this.started().at(-1)?.metadata?.name ?? "");
  }

  claim(): Promise<KubernetesObject | undefined> {
    const [name = ""] = this.cluster.names("NodeClaim");
    return this.cluster.get({ apiVersion: "karpenter.sh/v1", kind: "NodeClaim", name });
  }

  /** As the API server does with an object that has finalizers. */
  async markDeleted(kind: "NodeClaim" | "EC2NodeClass", name: string): Promise<void> {
    const apiVersion = kind === "NodeClaim" ? "karpenter.sh/v1" : "karpenter.k8s.aws/v1";
    await this.cluster.merge({ apiVersion, kind, name }, { metadata: { deletionTimestamp: "2026-12-01T00:00:00Z" } });
  }
}

const general = [
  { key: "karpenter.k8s.aws/instance-category", operator: "In", values: ["c"] },
  { key: "karpenter.k8s.aws/instance-generation", operator: "Gt", values: ["6"] },
  { key: "kubernetes.io/arch", operator: "In", values: ["arm64"] },
  { key: "karpenter.sh/capacity-type", operator: "In", values: ["spot", "on-demand"] },
];

describe("Karpenter on the twin", () => {
  it("starts the smallest node that its pool may start and that holds the pods, where its class says", async () => {
    const stage = new KarpenterStage();
    stage.putPool("general", general);
    stage.putWaiting("one", { cpu: "1", memory: "1Gi" });
    stage.putWaiting("two", { cpu: "1500m", memory: "1Gi" });
    await stage.karpenter.reconcile();
    const [node, ...others] = stage.started();
    const labels = node?.metadata?.labels ?? {};
    assert.equal(others.length, 0);
    assert.match(labels["node.kubernetes.io/instance-type"] ?? "", /^c[7-9]g[a-z]*\.xlarge$/);
    assert.equal(labels["karpenter.sh/capacity-type"], "spot");
    assert.equal(labels["topology.kubernetes.io/zone"], "eu-west-1b");
    assert.match(node?.status?.nodeInfo?.osImage ?? "", /^Amazon Linux 2023/);
    assert.equal(stage.addresses().length, 1);
    assert.deepEqual((await stage.claim())?.metadata?.ownerReferences?.[0]?.name, "general");
  });

  it("does nothing while none of its pods runs", async () => {
    const stage = new KarpenterStage();
    stage.putPool("general", general);
    stage.putWaiting("one", { cpu: "1" });
    await stage.cluster.delete({ apiVersion: "v1", kind: "Node", name: "system" });
    await stage.karpenter.reconcile();
    assert.deepEqual(stage.started(), []);
  });

  it("asks the pool of the highest weight first, and starts no more than its limit", async () => {
    const stage = new KarpenterStage();
    stage.putPool("a-last", general);
    stage.putPool("first", general, { weight: 10, limits: { cpu: "4" } });
    for (const name of ["one", "two"]) {
      stage.putWaiting(name, { cpu: "3" });
      await stage.karpenter.reconcile();
      await stage.bind(name);
    }
    const pools = stage.started().map(({ metadata }) => metadata?.labels?.["karpenter.sh/nodepool"]);
    assert.deepEqual(pools, ["first", "a-last"]);
  });

  it("ends a node that has been empty for as long as its pool says", async () => {
    const stage = new KarpenterStage();
    stage.putPool("general", general);
    stage.putWaiting("one", { cpu: "1" });
    await stage.karpenter.reconcile();
    await stage.bind("one");
    await stage.karpenter.reconcile();
    await stage.cluster.delete({ apiVersion: "v1", kind: "Pod", name: "one", namespace: "default" });
    await stage.karpenter.reconcile();
    stage.now += 59_000;
    await stage.karpenter.reconcile();
    assert.equal(stage.cluster.names("NodeClaim").length, 1);
    stage.now += 1_000;
    await stage.karpenter.reconcile();
    assert.equal(stage.cluster.names("NodeClaim").length, 0);
  });

  it("drains the node of a deleted claim before both go, and keeps a class until no claim is of it", async () => {
    const stage = new KarpenterStage();
    stage.putPool("general", general);
    stage.putWaiting("one", { cpu: "1" });
    await stage.karpenter.reconcile();
    await stage.bind("one");
    const [claim = ""] = stage.cluster.names("NodeClaim");
    const finalizers = async (kind: string, apiVersion: string, name: string) =>
      (await stage.cluster.get<KubernetesObject>({ apiVersion, kind, name }))?.metadata?.finalizers;

    await stage.markDeleted("NodeClaim", claim);
    await stage.markDeleted("EC2NodeClass", "general");
    stage.cluster.protectedPods.add("default/one");
    await stage.karpenter.reconcile();
    assert.equal(stage.started()[0]?.spec?.unschedulable, true);
    assert.deepEqual(await finalizers("NodeClaim", "karpenter.sh/v1", claim), ["karpenter.sh/termination"]);
    assert.deepEqual(await finalizers("EC2NodeClass", "karpenter.k8s.aws/v1", "general"), [
      "karpenter.k8s.aws/termination",
    ]);

    stage.cluster.protectedPods.clear();
    await stage.karpenter.reconcile();
    await stage.karpenter.reconcile();
    assert.deepEqual(stage.started(), []);
    assert.deepEqual(stage.addresses(), []);
    assert.deepEqual(await finalizers("NodeClaim", "karpenter.sh/v1", claim), []);
    await stage.cluster.delete({ apiVersion: "karpenter.sh/v1", kind: "NodeClaim", name: claim });
    await stage.karpenter.reconcile();
    assert.deepEqual(await finalizers("EC2NodeClass", "karpenter.k8s.aws/v1", "general"), []);
  });
});
