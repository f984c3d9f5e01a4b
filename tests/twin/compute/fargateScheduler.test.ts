import assert from "node:assert/strict";
import { refuseInUse } from "../../../twin/aws/accountRules";
import type { V1Pod } from "../../../twin/aws/eks/kubernetes/types";
import { rulesOf } from "../../../twin/aws/rules";
import { FargateScheduler } from "../../../twin/compute/fargate/scheduler";
import { ComputeStage } from "./stage";

type Spec = Partial<NonNullable<V1Pod["spec"]>>;

function stageWithProfile(): ComputeStage {
  const stage = new ComputeStage();
  stage.putProfile("web", [{ namespace: "default" }]);
  return stage;
}

function putPod(stage: ComputeStage, name: string, spec: Spec = {}, metadata: V1Pod["metadata"] = {}): void {
  stage.putPod({
    metadata: { name, namespace: "default", labels: { "eks.amazonaws.com/fargate-profile": "web" }, ...metadata },
    spec: { schedulerName: "fargate-scheduler", containers: [{ name: "web" }], ...spec },
  });
}

const scheduler = (stage: ComputeStage, interfaces = stage.interfaces) =>
  new FargateScheduler(stage.cluster, stage.view, interfaces);

describe("the Fargate scheduler", () => {
  it("gives a pod a node of its own, of the billed size", async () => {
    const stage = stageWithProfile();
    putPod(stage, "small");
    putPod(stage, "large", {
      containers: [{ name: "web", resources: { requests: { cpu: "1500m", memory: "3Gi" } } }],
    });
    await scheduler(stage).reconcile();
    const node = await stage.nodeOf("small");
    assert.match(node.metadata?.name ?? "", /^fargate-ip-10-0-[01]-254\.eu-west-1\.compute\.internal$/);
    assert.equal(node.metadata?.labels?.["eks.amazonaws.com/compute-type"], "fargate");
    assert.deepEqual(node.spec?.taints, [
      { key: "eks.amazonaws.com/compute-type", value: "fargate", effect: "NoSchedule" },
    ]);
    assert.match(node.status?.nodeInfo?.kubeletVersion ?? "", /^v1\.36\./);
    assert.deepEqual([node.status?.capacity?.["cpu"], node.status?.capacity?.["pods"]], ["250m", "1"]);
    assert.equal((await stage.nodeOf("large")).status?.capacity?.["memory"], "4Gi");
    assert.equal((await stage.pod("large")).metadata?.annotations?.["CapacityProvisioned"], "2vCPU 4GB");
    assert.equal(stage.cluster.names("Node").length, 2);
  });

  it("takes addresses of the profile's subnets that the account shows as taken", async () => {
    const stage = stageWithProfile();
    putPod(stage, "one");
    putPod(stage, "two");
    await scheduler(stage).reconcile();
    assert.deepEqual(stage.addresses(), ["10.0.0.254", "10.0.1.254"]);
    const [first] = stage.account.list("aws:ec2/networkInterface:NetworkInterface");
    assert.deepEqual(first?.outputs["securityGroups"], ["sg-cluster"]);
  });

  it("keeps its subnets from being deleted while a pod has an address there", async () => {
    const stage = stageWithProfile();
    const SUBNET = "aws:ec2/subnet:Subnet";
    const refuse = () => {
      const subnet = stage.account.get(SUBNET, "subnet-a");
      assert.ok(subnet);
      refuseInUse(stage.account, rulesOf(SUBNET), subnet);
    };
    refuse();
    putPod(stage, "one");
    await scheduler(stage).reconcile();
    assert.throws(refuse, /DependencyViolation/);
  });

  it("takes the node away with its pod, after a restart too", async () => {
    const stage = stageWithProfile();
    putPod(stage, "one");
    await scheduler(stage).reconcile();
    await stage.cluster.delete({ apiVersion: "v1", kind: "Pod", name: "one", namespace: "default" });
    await scheduler(stage, stage.restarted()).reconcile();
    assert.deepEqual(stage.cluster.names("Node"), []);
    assert.deepEqual(stage.addresses(), []);
  });

  it("says on the pod whether its logs go anywhere", async () => {
    const stage = stageWithProfile();
    putPod(stage, "silent");
    await scheduler(stage).reconcile();
    const logging = async (name: string) => (await stage.pod(name)).metadata?.annotations?.["Logging"];
    assert.equal(await logging("silent"), "LoggingDisabled: LOGGING_CONFIGMAP_NOT_FOUND");
    const metadata = { name: "aws-observability" };
    stage.cluster.put({ apiVersion: "v1", kind: "Namespace", metadata });
    stage.cluster.put({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "aws-logging", namespace: "aws-observability" },
    });
    putPod(stage, "logged");
    await scheduler(stage).reconcile();
    assert.equal(await logging("logged"), "LoggingEnabled");
  });

  const container = { name: "web" };
  const refusals: readonly [what: string, spec: Spec, words: RegExp, metadata?: V1Pod["metadata"]][] = [
    ["on the host's network", { hostNetwork: true }, /Pod not supported on Fargate: fields not supported: HostNetwork/],
    [
      "on a port of the host",
      { containers: [{ ...container, ports: [{ containerPort: 80, hostPort: 80 }] }] },
      /fields not supported: HostPort/,
    ],
    [
      "with privileges",
      { containers: [{ ...container, securityContext: { privileged: true } }] },
      /invalid SecurityContext fields: Privileged/,
    ],
    [
      "with a GPU",
      { containers: [{ ...container, resources: { limits: { "nvidia.com/gpu": "1" } } }] },
      /resources not supported: nvidia\.com\/gpu/,
    ],
    [
      "on the host's files",
      { volumes: [{ name: "data", hostPath: { path: "/" } }] },
      /data is of an unsupported volume Type/,
    ],
    [
      "on an EBS volume",
      { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "disk" } }] },
      /data not supported because: PVC disk not bound/,
    ],
    [
      "larger than Fargate",
      { containers: [{ ...container, resources: { requests: { cpu: "17" } } }] },
      /requirements exceed the max Fargate configuration/,
    ],
    [
      "of a DaemonSet",
      {},
      /DaemonSet not supported/,
      { ownerReferences: [{ apiVersion: "apps/v1", kind: "DaemonSet", name: "agent", uid: "d" }] },
    ],
  ];
  for (const [what, spec, words, metadata] of refusals) {
    it(`leaves a pod Pending, in its own words, ${what}`, async () => {
      const stage = stageWithProfile();
      putPod(stage, "bad", spec, metadata);
      await scheduler(stage).reconcile();
      await scheduler(stage).reconcile();
      assert.deepEqual(stage.cluster.names("Node"), []);
      const [condition] = (await stage.pod("bad")).status?.conditions ?? [];
      assert.equal(condition?.reason, "Unschedulable");
      assert.match(condition.message ?? "", words);
      assert.equal(stage.cluster.names("Event").length, 1, "told once");
    });
  }

  it("runs a pod on a bound EFS volume", async () => {
    const stage = stageWithProfile();
    stage.cluster.put({
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name: "shared", namespace: "default" },
      spec: { volumeName: "pv" },
      status: { phase: "Bound" },
    });
    stage.cluster.put({
      apiVersion: "v1",
      kind: "PersistentVolume",
      metadata: { name: "pv" },
      spec: { csi: { driver: "efs.csi.aws.com", volumeHandle: "fs-1" } },
    });
    putPod(stage, "one", { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "shared" } }] });
    await scheduler(stage).reconcile();
    assert.ok(await stage.nodeOf("one"));
  });

  it("says when the subnets have no address left, and goes on when there is one", async () => {
    const stage = new ComputeStage();
    stage.putSubnet("subnet-tiny", "10.0.9.0/28", "a");
    stage.putProfile("web", [{ namespace: "default" }], ["subnet-tiny"]);
    for (let index = 0; index < 12; index++) putPod(stage, `pod-${index}`);
    await scheduler(stage).reconcile();
    assert.equal(stage.cluster.names("Node").length, 11);
    const [condition] = (await stage.pod("pod-11")).status?.conditions ?? [];
    assert.match(
      condition?.message ?? "",
      /InsufficientFreeAddressesInSubnet: the subnets subnet-tiny have no address left/,
    );
    await stage.cluster.delete({ apiVersion: "v1", kind: "Pod", name: "pod-0", namespace: "default" });
    await scheduler(stage).reconcile();
    assert.ok(await stage.nodeOf("pod-11"));
  });

  it("starts nothing for a profile that is going", async () => {
    const stage = new ComputeStage();
    stage.putProfile("web", [{ namespace: "default" }], ["subnet-a"], "DELETING");
    putPod(stage, "late");
    await scheduler(stage).reconcile();
    assert.deepEqual(stage.cluster.names("Node"), []);
  });
});
