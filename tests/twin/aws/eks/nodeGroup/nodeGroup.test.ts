import assert from "node:assert/strict";
import type { Properties } from "../../../../../twin/provider/values";
import {
  ACCESS_ENTRY,
  ADDON,
  addonInputs,
  NODE_GROUP,
  nodeGroupInputs,
  roleArn,
  stageForNodes,
  stageWithCluster,
  SYSTEM,
  VPC_CNI,
} from "../stage";

const INTERFACE = "aws:ec2/networkInterface:NetworkInterface";

describe("EKS node group", () => {
  it("registers its nodes, spread over the zones, with the kubelet of the release", async () => {
    const stage = await stageForNodes();
    const { outputs } = await stage.create(
      NODE_GROUP,
      nodeGroupInputs({
        labels: { tier: "system" },
        taints: [{ key: "dedicated", value: "x", effect: "NO_SCHEDULE" }],
      }),
    );
    assert.equal(outputs["status"], "ACTIVE");
    assert.equal(outputs["version"], "1.36");
    const nodes = stage.cluster.nodes();
    assert.deepEqual(nodes.map((node) => node.metadata?.labels?.["topology.kubernetes.io/zone"]).sort(), [
      "eu-west-1a",
      "eu-west-1b",
    ]);
    for (const node of nodes) {
      assert.match(node.metadata?.name ?? "", /^ip-10-0-[01]-\d+\.eu-west-1\.compute\.internal$/);
      assert.equal(node.metadata?.labels?.["eks.amazonaws.com/nodegroup"], "system");
      assert.equal(node.metadata.labels["tier"], "system");
      assert.deepEqual(node.spec?.taints, [{ key: "dedicated", value: "x", effect: "NoSchedule" }]);
      assert.equal(node.status?.nodeInfo?.kubeletVersion, "v1.36.4-eks-f4fc4f1");
    }
  });

  it("lets its nodes in by an access entry that EKS makes", async () => {
    const stage = await stageForNodes();
    await stage.create(NODE_GROUP, nodeGroupInputs());
    const entry = stage.account.get(ACCESS_ENTRY, "demo:arn:aws:iam::111111111111:role/node");
    assert.equal(entry?.outputs["type"], "EC2_LINUX");
    assert.equal(entry.hidden, true);
  });

  const refusals: readonly [what: string, over: Properties, message: RegExp][] = [
    [
      "a version other than the cluster's",
      { version: "1.35", releaseVersion: "1.35.8-20260930" },
      /InvalidParameterException: Nodegroup Kubernetes version 1\.35/,
    ],
    [
      "a release of another minor",
      { releaseVersion: "1.35.8-20260930" },
      /InvalidParameterException: Requested Nodegroup release version 1\.35\.8-20260930 is invalid\. Allowed release version is 1\.36\.4-20261003/,
    ],
    [
      "a release that never was",
      { releaseVersion: "1.36.1-20261105" },
      /Requested Nodegroup release version 1\.36\.1-20261105 is invalid/,
    ],
    [
      "contradicting bounds",
      { scalingConfig: { minSize: 3, desiredSize: 2, maxSize: 4 } },
      /InvalidParameterException: Minimum capacity 3 can't be greater than desired size 2/,
    ],
    [
      "more than the maximum",
      { scalingConfig: { minSize: 1, desiredSize: 5, maxSize: 4 } },
      /Desired capacity 5 can't be greater than max size 4/,
    ],
    [
      "an arm64 type on an x86 image",
      { instanceTypes: ["m7g.large"] },
      /\[m7g\.large\] is not a valid instance type for requested amiType AL2023_x86_64_STANDARD/,
    ],
    ["a cluster that is not there", { clusterName: "nowhere" }, /ResourceNotFoundException/],
  ];
  for (const [what, over, message] of refusals) {
    it(`refuses ${what}`, async () => {
      const stage = await stageForNodes();
      await assert.rejects(stage.create(NODE_GROUP, nodeGroupInputs(over)), message);
      assert.deepEqual(stage.cluster.names("Node"), []);
    });
  }

  it("fails with nodes that are not Ready when there is no network plugin", async () => {
    const stage = await stageWithCluster();
    await assert.rejects(
      stage.create(NODE_GROUP, nodeGroupInputs()),
      /unexpected state 'CREATE_FAILED', wanted target 'ACTIVE'\. last error: i-[0-9a-f]+, i-[0-9a-f]+: NodeCreationFailure: Instances failed to join the kubernetes cluster: no network plugin/,
    );
    assert.deepEqual(
      stage.cluster.nodes().map(({ status }) => status?.conditions?.[0]?.reason),
      ["KubeletNotReady", "KubeletNotReady"],
    );
    assert.equal(stage.account.get(NODE_GROUP, "demo:system")?.outputs["status"], "CREATE_FAILED");
  });

  it("fails when the network plugin may not assign addresses", async () => {
    const stage = await stageForNodes();
    stage.putRole("poor", "ec2.amazonaws.com", ["AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"]);
    await assert.rejects(
      stage.create(NODE_GROUP, nodeGroupInputs({ nodeRoleArn: "arn:aws:iam::111111111111:role/poor" })),
      /NodeCreationFailure: .*aws-node may not call ec2:AssignPrivateIpAddresses/,
    );
  });

  it("needs the agent for a network plugin with a pod identity", async () => {
    const stage = await stageWithCluster();
    stage.putRole("poor", "ec2.amazonaws.com", ["AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"]);
    const podIdentityAssociations = [{ serviceAccount: "aws-node", roleArn: "arn:aws:iam::111111111111:role/pod" }];
    await stage.create(ADDON, { ...VPC_CNI, podIdentityAssociations });
    const group = nodeGroupInputs({ nodeRoleArn: "arn:aws:iam::111111111111:role/poor" });
    await assert.rejects(stage.create(NODE_GROUP, group), /no effect without the eks-pod-identity-agent add-on/);
    await stage.delete(SYSTEM);
    await stage.create(ADDON, addonInputs("eks-pod-identity-agent", "v1.4.0-eksbuild.3"));
    const { outputs } = await stage.create(NODE_GROUP, group);
    assert.equal(outputs["status"], "ACTIVE");
  });

  it("fails when the network plugin's role is for the pods of another cluster", async () => {
    const stage = await stageWithCluster();
    stage.putRole("poor", "ec2.amazonaws.com", ["AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"]);
    const trust = (clusterName: string) => {
      const Condition = {
        StringEquals: { "aws:RequestTag/eks-cluster-arn": `arn:aws:eks:eu-west-1:111111111111:cluster/${clusterName}` },
      };
      const Action = ["sts:AssumeRole", "sts:TagSession"];
      const statement = { Effect: "Allow", Principal: { Service: "pods.eks.amazonaws.com" }, Action, Condition };
      const assumeRolePolicy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
      stage.put("aws:iam/role:Role", "pod", { name: "pod", arn: roleArn("pod"), assumeRolePolicy });
    };
    trust("other");
    const podIdentityAssociations = [{ serviceAccount: "aws-node", roleArn: roleArn("pod") }];
    await stage.create(ADDON, { ...VPC_CNI, podIdentityAssociations });
    await stage.create(ADDON, addonInputs("eks-pod-identity-agent", "v1.4.0-eksbuild.3"));
    const group = nodeGroupInputs({ nodeRoleArn: "arn:aws:iam::111111111111:role/poor" });
    await assert.rejects(stage.create(NODE_GROUP, group), /aws-node may not call ec2:AssignPrivateIpAddresses/);
    await stage.delete(SYSTEM);
    trust("demo");
    assert.equal((await stage.create(NODE_GROUP, group)).outputs["status"], "ACTIVE");
  });

  it("says which subnets are out of addresses", async () => {
    const stage = await stageForNodes();
    stage.putSubnet("subnet-tiny", "10.0.30.0/28", "a");
    await assert.rejects(
      stage.create(
        NODE_GROUP,
        nodeGroupInputs({ subnetIds: ["subnet-tiny"], scalingConfig: { minSize: 1, desiredSize: 12, maxSize: 12 } }),
      ),
      /AsgInstanceLaunchFailures: .*not enough free addresses in subnet 'subnet-tiny'/,
    );
  });

  it("buys spot instances of several types, and on-demand ones of the first", async () => {
    const stage = await stageForNodes();
    const instanceTypes = ["m5.large", "m6i.large"];
    await stage.create(NODE_GROUP, nodeGroupInputs({ instanceTypes }));
    await stage.create(NODE_GROUP, nodeGroupInputs({ nodeGroupName: "spot", instanceTypes, capacityType: "SPOT" }));
    const bought = stage.cluster.nodes().map(({ metadata }) => {
      const { "eks.amazonaws.com/capacityType": capacity, "node.kubernetes.io/instance-type": type } =
        metadata?.labels ?? {};
      return `${capacity} ${type}`;
    });
    assert.deepEqual(bought, ["ON_DEMAND m5.large", "ON_DEMAND m5.large", "SPOT m5.large", "SPOT m6i.large"]);
  });

  it("fails with a role that nodes can't work with, and registers none", async () => {
    const stage = await stageForNodes();
    stage.putRole("bare", "ec2.amazonaws.com", ["AmazonEKS_CNI_Policy"]);
    await assert.rejects(
      stage.create(NODE_GROUP, nodeGroupInputs({ nodeRoleArn: "arn:aws:iam::111111111111:role/bare" })),
      /NodeCreationFailure: .*role\/bare may not do what nodes do: attach AmazonEKSWorkerNodePolicy and/,
    );
    assert.deepEqual(stage.cluster.names("Node"), []);
  });

  it("fails when the API server admits neither its nodes from within nor the addresses that they come out of", async () => {
    const closed = { endpointPrivateAccess: false, endpointPublicAccess: true, publicAccessCidrs: ["52.20.7.0/24"] };
    const vpcConfig = { subnetIds: ["subnet-a", "subnet-b"], ...closed };
    const stage = await stageForNodes({ vpcConfig });
    await assert.rejects(
      stage.create(NODE_GROUP, nodeGroupInputs()),
      /NodeCreationFailure: .*publicAccessCidrs \(52\.20\.7\.0\/24\) do not admit the addresses of the NAT gateways/,
    );
    const open = await stageForNodes({ vpcConfig: { ...vpcConfig, publicAccessCidrs: ["0.0.0.0/0"] } });
    assert.equal((await open.create(NODE_GROUP, nodeGroupInputs())).outputs["status"], "ACTIVE");
  });

  it("gives back nodes, addresses and its access entry", async () => {
    const stage = await stageForNodes();
    const before = stage.account.list(INTERFACE).length;
    await stage.create(NODE_GROUP, nodeGroupInputs());
    assert.equal(stage.account.list(INTERFACE).length, before + 2);
    await stage.delete(SYSTEM);
    assert.equal(stage.account.list(INTERFACE).length, before);
    assert.deepEqual(stage.cluster.names("Node"), []);
    assert.deepEqual(stage.account.list("aws:eks/accessEntry:AccessEntry"), []);
  });
});
