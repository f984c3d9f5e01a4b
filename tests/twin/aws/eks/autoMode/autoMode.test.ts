import assert from "node:assert/strict";
import type { V1Node } from "../../../../../twin/aws/eks/kubernetes/types";
import type { Properties } from "../../../../../twin/provider/values";
import { ACCESS_ENTRY, CLUSTER, clusterInputs, DEMO, roleArn, Stage } from "../stage";

const CLUSTER_POLICIES = [
  "AmazonEKSClusterPolicy",
  "AmazonEKSComputePolicy",
  "AmazonEKSBlockStoragePolicy",
  "AmazonEKSLoadBalancingPolicy",
  "AmazonEKSNetworkingPolicy",
];

function stageForAutoMode(): Stage {
  const stage = new Stage();
  stage.putRole("auto", "eks.amazonaws.com", CLUSTER_POLICIES, ["sts:AssumeRole", "sts:TagSession"]);
  stage.putRole("auto-node", "ec2.amazonaws.com", [
    "AmazonEKSWorkerNodeMinimalPolicy",
    "AmazonEC2ContainerRegistryPullOnly",
  ]);
  return stage;
}

const parts = (enabled: boolean, nodePools = ["general-purpose", "system"]): Properties => ({
  computeConfig: enabled ? { enabled, nodePools, nodeRoleArn: roleArn("auto-node") } : undefined,
  kubernetesNetworkConfig: { serviceIpv4Cidr: "172.20.0.0/16", elasticLoadBalancing: { enabled } },
  storageConfig: { blockStorage: { enabled } },
});

const auto = (over: Properties = {}) => clusterInputs({ roleArn: roleArn("auto"), ...parts(true), ...over });

describe("an EKS cluster with Auto Mode", () => {
  it("has the pools it asks for, lets their nodes in and starts what makes them", async () => {
    const stage = stageForAutoMode();
    await stage.create(CLUSTER, auto(parts(true, ["system"])));
    assert.deepEqual(stage.cluster.names("NodePool"), ["system"]);
    assert.deepEqual(stage.cluster.names("CustomResourceDefinition"), [
      "nodeclasses.eks.amazonaws.com",
      "nodepools.karpenter.sh",
    ]);
    const entry = stage.account.get(ACCESS_ENTRY, `demo:${roleArn("auto-node")}`);
    assert.equal(entry?.outputs["type"], "EC2");
    assert.equal(stage.wantsCompute, true);
  });

  it("can be switched on, and off with all it brought", async () => {
    const stage = stageForAutoMode();
    await stage.create(CLUSTER, clusterInputs({ roleArn: roleArn("auto") }));
    assert.equal(stage.wantsCompute, false);
    await stage.update(DEMO, parts(true));
    assert.deepEqual(stage.cluster.names("NodePool"), ["general-purpose", "system"]);
    const node: V1Node = {
      apiVersion: "v1",
      kind: "Node",
      metadata: { name: "i-0", labels: { "eks.amazonaws.com/compute-type": "auto" } },
    };
    stage.cluster.put({ ...node });
    await stage.update(DEMO, parts(false));
    assert.deepEqual(
      ["NodePool", "NodeClass", "CustomResourceDefinition", "Node", "MutatingWebhookConfiguration"].flatMap((kind) =>
        stage.cluster.names(kind),
      ),
      [],
    );
    assert.equal(stage.wantsCompute, false);
  });

  it("leaves nothing behind", async () => {
    const stage = stageForAutoMode();
    await stage.create(CLUSTER, auto());
    await stage.delete(DEMO);
    assert.deepEqual(stage.hidden(), []);
    assert.deepEqual(stage.cluster.names("NodePool"), []);
    assert.equal(stage.wantsCompute, false);
  });

  const refusals: readonly [what: string, over: Properties, message: RegExp, arrange?: (stage: Stage) => void][] = [
    ["a pool that does not come with it", parts(true, ["gpu"]), /expected computeConfig\.nodePools to be one of/],
    [
      "a node role that is not there",
      { computeConfig: { enabled: true, nodePools: ["system"], nodeRoleArn: roleArn("none") } },
      /Role with arn: .*role\/none, could not be assumed because it does not exist/,
    ],
    [
      "a node role that may not pull images",
      { computeConfig: { enabled: true, nodePools: ["system"], nodeRoleArn: roleArn("poor") } },
      /\[AmazonEC2ContainerRegistryPullOnly\] are attached/,
      (stage) => stage.putRole("poor", "ec2.amazonaws.com", ["AmazonEKSWorkerNodeMinimalPolicy"]),
    ],
    ["a cluster role without its policies", { roleArn: roleArn("cluster") }, /could not be assumed .*sts:TagSession/],
  ];
  for (const [what, over, message, arrange] of refusals) {
    it(`is refused with ${what}`, async () => {
      const stage = stageForAutoMode();
      arrange?.(stage);
      await assert.rejects(stage.create(CLUSTER, auto(over)), message);
      assert.equal(stage.wantsCompute, false);
    });
  }
});
