import assert from "node:assert/strict";
import { imageId } from "../../../../twin/aws/eks/amiReleases";
import type { Properties } from "../../../../twin/provider/values";
import { ADDON, CLUSTER, NODE_GROUP, nodeGroupInputs, REGION, type Stage, stageWithCluster, VPC_CNI } from "./stage";

async function stageWithCni(over: Properties = {}): Promise<Stage> {
  const stage = await stageWithCluster(over);
  await stage.create(ADDON, VPC_CNI);
  return stage;
}

function putPod(stage: Stage, name: string, nodeName: string | undefined): void {
  stage.cluster.put({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "default" },
    spec: { nodeName, containers: [] },
    status: { phase: "Running" },
  });
}

function putTemplate(stage: Stage, version: Properties): void {
  const outputs = { name: "nodes", latestVersion: 1, defaultVersion: 1, __versions: [version] };
  stage.account.put({ type: "aws:ec2/launchTemplate:LaunchTemplate", id: "lt-1", inputs: version, outputs });
}

const INTERFACE = "aws:ec2/networkInterface:NetworkInterface";

describe("EKS node group", () => {
  it("registers its nodes, spread over the zones, with the kubelet of the release", async () => {
    const stage = await stageWithCni();
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
    const stage = await stageWithCni();
    await stage.create(NODE_GROUP, nodeGroupInputs());
    const entry = stage.account.get("aws:eks/accessEntry:AccessEntry", "demo:arn:aws:iam::111111111111:role/node");
    assert.equal(entry?.outputs["type"], "EC2_LINUX");
    assert.equal(entry.hidden, true);
  });

  const refusals: readonly [what: string, over: Properties, message: RegExp][] = [
    [
      "a version other than the cluster's",
      { version: "1.35" },
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
      "a type that is not there",
      { instanceTypes: ["m5.lage"] },
      /The following supplied instance types do not exist: \[m5\.lage\]/,
    ],
    [
      "an arm64 type on an x86 image",
      { instanceTypes: ["m7g.large"] },
      /\[m7g\.large\] is not a valid instance type for requested amiType AL2023_x86_64_STANDARD/,
    ],
    [
      "Amazon Linux 2",
      { amiType: "AL2_x86_64" },
      /AMI Type AL2_x86_64 is only supported for kubernetes versions 1\.32 or earlier/,
    ],
    [
      "a role for another service",
      { nodeRoleArn: "arn:aws:iam::111111111111:role/cluster" },
      /required service principals \[ec2\.amazonaws\.com\] were not found/,
    ],
    ["a reserved label", { labels: { "kubernetes.io/role": "x" } }, /Label cannot contain reserved prefixes/],
    ["a cluster that is not there", { clusterName: "nowhere" }, /ResourceNotFoundException/],
  ];
  for (const [what, over, message] of refusals) {
    it(`refuses ${what}`, async () => {
      const stage = await stageWithCni();
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
    const stage = await stageWithCni();
    stage.addRole("poor", "ec2.amazonaws.com", ["AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"]);
    await assert.rejects(
      stage.create(NODE_GROUP, nodeGroupInputs({ nodeRoleArn: "arn:aws:iam::111111111111:role/poor" })),
      /NodeCreationFailure: .*aws-node may not call ec2:AssignPrivateIpAddresses/,
    );
  });

  it("needs the agent for a network plugin with a pod identity", async () => {
    const stage = await stageWithCluster();
    stage.addRole("poor", "ec2.amazonaws.com", ["AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"]);
    const podIdentityAssociations = [{ serviceAccount: "aws-node", roleArn: "arn:aws:iam::111111111111:role/pod" }];
    await stage.create(ADDON, { ...VPC_CNI, podIdentityAssociations });
    const group = nodeGroupInputs({ nodeRoleArn: "arn:aws:iam::111111111111:role/poor" });
    await assert.rejects(stage.create(NODE_GROUP, group), /no effect without the eks-pod-identity-agent add-on/);
    await stage.delete(NODE_GROUP, "demo:system");
    await stage.create(ADDON, { clusterName: "demo", addonName: "eks-pod-identity-agent" });
    const { outputs } = await stage.create(NODE_GROUP, group);
    assert.equal(outputs["status"], "ACTIVE");
  });

  it("says which subnets are out of addresses", async () => {
    const stage = await stageWithCni();
    stage.addSubnet("subnet-tiny", "10.0.30.0/28", "a");
    await assert.rejects(
      stage.create(
        NODE_GROUP,
        nodeGroupInputs({ subnetIds: ["subnet-tiny"], scalingConfig: { minSize: 1, desiredSize: 12, maxSize: 12 } }),
      ),
      /AsgInstanceLaunchFailures: .*not enough free addresses in subnet 'subnet-tiny'/,
    );
  });

  it("fails in a public subnet that gives no public addresses", async () => {
    const stage = await stageWithCni();
    await assert.rejects(
      stage.create(NODE_GROUP, nodeGroupInputs({ subnetIds: ["subnet-public"] })),
      /Ec2SubnetInvalidConfiguration: .*\[subnet-public\]/,
    );
  });

  it("takes size, disk and pod limit from a launch template", async () => {
    const stage = await stageWithCni();
    const userData = Buffer.from(
      [
        "MIME-Version: 1.0",
        'Content-Type: multipart/mixed; boundary="//"',
        "",
        "--//",
        "Content-Type: application/node.eks.aws",
        "",
        "apiVersion: node.eks.aws/v1alpha1",
        "kind: NodeConfig",
        "spec:",
        "  kubelet:",
        "    config:",
        "      maxPods: 110",
        "--//--",
      ].join("\n"),
    ).toString("base64");
    const version = { instanceType: "m5.xlarge", userData, blockDeviceMappings: [{ ebs: { volumeSize: 50 } }] };
    putTemplate(stage, version);
    await stage.create(
      NODE_GROUP,
      nodeGroupInputs({ instanceTypes: undefined, launchTemplate: { id: "lt-1", version: "1" } }),
    );
    const [node] = stage.cluster.nodes();
    assert.equal(node?.metadata?.labels?.["node.kubernetes.io/instance-type"], "m5.xlarge");
    assert.equal(node.status?.capacity?.["pods"], "110");
    assert.equal(node.status.allocatable?.["cpu"], "3920m");
    await assert.rejects(
      stage.create(NODE_GROUP, nodeGroupInputs({ nodeGroupName: "two", launchTemplate: { id: "lt-1", version: "1" } })),
      /InvalidRequestException: You cannot specify an instance type in both/,
    );
    await assert.rejects(
      stage.create(
        NODE_GROUP,
        nodeGroupInputs({
          nodeGroupName: "three",
          instanceTypes: undefined,
          diskSize: 30,
          launchTemplate: { id: "lt-1", version: "1" },
        }),
      ),
      /InvalidParameterException: Disk size must be specified within the launch template/,
    );
    await assert.rejects(
      stage.create(
        NODE_GROUP,
        nodeGroupInputs({
          nodeGroupName: "four",
          instanceTypes: undefined,
          launchTemplate: { id: "lt-1", version: "7" },
        }),
      ),
      /InvalidRequestException: Could not find the specified version 7/,
    );
  });

  it("runs Bottlerocket on arm64 with TOML settings, and GPUs that no device plugin has told of yet", async () => {
    const stage = await stageWithCni();
    const toml = '[settings.kubernetes]\nmax-pods = 42\n[settings.kubernetes.node-labels]\ntier = "web"\n';
    putTemplate(stage, { userData: Buffer.from(toml).toString("base64") });
    await stage.create(
      NODE_GROUP,
      nodeGroupInputs({
        amiType: "BOTTLEROCKET_ARM_64",
        releaseVersion: "1.65.0-0be31b34",
        instanceTypes: ["m7g.large"],
        launchTemplate: { id: "lt-1", version: "1" },
      }),
    );
    const [node] = stage.cluster.nodes();
    assert.equal(node?.status?.nodeInfo?.osImage, "Bottlerocket OS 1.65.0 (aws-k8s-1.36)");
    assert.equal(node.metadata?.labels?.["kubernetes.io/arch"], "arm64");
    assert.equal(node.metadata.labels["tier"], "web");
    assert.equal(node.status.capacity?.["pods"], "42");

    await stage.create(
      NODE_GROUP,
      nodeGroupInputs({
        nodeGroupName: "gpu",
        amiType: "BOTTLEROCKET_x86_64_NVIDIA",
        releaseVersion: "1.65.0-0be31b34",
        instanceTypes: ["g5.xlarge"],
      }),
    );
    const gpu = stage.cluster
      .nodes()
      .find(({ metadata }) => metadata?.labels?.["eks.amazonaws.com/nodegroup"] === "gpu");
    assert.equal(gpu?.status?.nodeInfo?.osImage, "Bottlerocket OS 1.65.0 (aws-k8s-1.36-nvidia)");
    assert.equal("nvidia.com/gpu" in (gpu.status.capacity ?? {}), false);
  });

  it("buys spot instances of several types, and on-demand ones of the first", async () => {
    const stage = await stageWithCni();
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

  it("keeps its update strategy and node repair, and changes them in place", async () => {
    const stage = await stageWithCni();
    const updateConfig = { maxUnavailablePercentage: 50, updateStrategy: "MINIMAL" };
    const { outputs } = await stage.create(
      NODE_GROUP,
      nodeGroupInputs({ updateConfig, nodeRepairConfig: { enabled: true } }),
    );
    assert.deepEqual([outputs["updateConfig"], outputs["nodeRepairConfig"]], [updateConfig, { enabled: true }]);
    const before = stage.cluster.names("Node");
    const news = await stage.update(NODE_GROUP, "demo:system", {
      updateConfig: { maxUnavailable: 2 },
      nodeRepairConfig: { enabled: false },
    });
    assert.deepEqual(news["updateConfig"], { maxUnavailable: 2, updateStrategy: "MINIMAL" });
    assert.deepEqual(news["nodeRepairConfig"], { enabled: false });
    assert.deepEqual(stage.cluster.names("Node"), before);
    await assert.rejects(
      stage.update(NODE_GROUP, "demo:system", { updateConfig: { maxUnavailable: 2, maxUnavailablePercentage: 50 } }),
      /InvalidParameterException: Specify exactly one of maxUnavailable and maxUnavailablePercentage/,
    );
  });

  it("fails with a role that nodes can't work with, and registers none", async () => {
    const stage = await stageWithCni();
    stage.addRole("bare", "ec2.amazonaws.com", ["AmazonEKS_CNI_Policy"]);
    await assert.rejects(
      stage.create(NODE_GROUP, nodeGroupInputs({ nodeRoleArn: "arn:aws:iam::111111111111:role/bare" })),
      /NodeCreationFailure: .*role\/bare may not call ec2:DescribeInstances: attach AmazonEKSWorkerNodePolicy/,
    );
    assert.deepEqual(stage.cluster.names("Node"), []);
  });

  const templates: readonly [what: string, data: Properties, over: Properties, message: RegExp][] = [
    [
      "user data that EKS can't merge",
      { userData: Buffer.from("#!/bin/sh\n").toString("base64") },
      {},
      /CREATE_FAILED.*Ec2LaunchTemplateInvalidConfiguration: User data was not in the MIME multipart format/,
    ],
    [
      "user data for another system",
      { userData: Buffer.from("Content-Type: multipart/mixed").toString("base64") },
      { amiType: "BOTTLEROCKET_x86_64", releaseVersion: "1.65.0-0be31b34" },
      /User data was not in the TOML format/,
    ],
    [
      "an image that is not there",
      { imageId: "ami-0123456789abcdef0" },
      { releaseVersion: undefined },
      /InvalidAMIID\.NotFound: The image id '\[ami-0123456789abcdef0\]' does not exist/,
    ],
    [
      "an image of its own without all that a node needs to know",
      { imageId: imageId(REGION, "AL2023_x86_64_STANDARD", "1.36", "1.36.4-20260930") },
      { releaseVersion: undefined },
      /NodeCreationFailure: .*expects a NodeConfig for nodeadm in the user data/,
    ],
  ];
  for (const [what, data, over, message] of templates) {
    it(`fails with a launch template that has ${what}`, async () => {
      const stage = await stageWithCni();
      putTemplate(stage, data);
      const launchTemplate = { id: "lt-1", version: "1" };
      await assert.rejects(stage.create(NODE_GROUP, nodeGroupInputs({ ...over, launchTemplate })), message);
      assert.deepEqual(stage.cluster.names("Node"), []);
    });
  }

  it("grows, shrinks and changes labels and taints in place", async () => {
    const stage = await stageWithCni();
    await stage.create(NODE_GROUP, nodeGroupInputs({ labels: { old: "1" } }));
    const before = stage.cluster.names("Node");
    await stage.update(NODE_GROUP, "demo:system", {
      labels: { new: "1" },
      scalingConfig: { minSize: 1, desiredSize: 3, maxSize: 4 },
    });
    assert.equal(stage.cluster.names("Node").length, 3);
    assert.ok(before.every((name) => stage.cluster.names("Node").includes(name)));
    assert.ok(
      stage.cluster.nodes().every(({ metadata }) => metadata?.labels?.["new"] === "1" && !("old" in metadata.labels)),
    );
    await stage.update(NODE_GROUP, "demo:system", { scalingConfig: { minSize: 1, desiredSize: 1, maxSize: 4 } });
    assert.equal(stage.cluster.names("Node").length, 1);
    assert.equal(stage.account.list("aws:ec2/instance:Instance").length, 1);
  });

  it("replaces its nodes for a new release, one at a time, pods evicted first", async () => {
    const stage = await stageWithCni();
    await stage.create(NODE_GROUP, nodeGroupInputs());
    const before = stage.cluster.names("Node");
    putPod(stage, "web", before[0]);
    const outputs = await stage.update(NODE_GROUP, "demo:system", { releaseVersion: "1.36.4-20260930" });
    assert.equal(outputs["releaseVersion"], "1.36.4-20260930");
    assert.deepEqual(stage.cluster.evictions, ["default/web"]);
    assert.equal(stage.cluster.names("Node").length, 2);
    assert.ok(stage.cluster.nodes().every(({ status }) => status?.nodeInfo?.kubeletVersion === "v1.36.4-eks-3b4a6ca"));
  });

  it("fails with PodEvictionFailure when a budget keeps a pod, and goes on by force", async () => {
    const stage = await stageWithCni();
    await stage.create(NODE_GROUP, nodeGroupInputs());
    putPod(stage, "web", stage.cluster.names("Node")[0]);
    stage.cluster.protectedPods.add("default/web");
    await assert.rejects(
      stage.update(NODE_GROUP, "demo:system", { releaseVersion: "1.36.4-20260930" }),
      /PodEvictionFailure: .*default\/web: Cannot evict pod/,
    );
    assert.ok(stage.cluster.names("Pod").includes("web"));
    assert.equal(stage.account.get(NODE_GROUP, "demo:system")?.outputs["releaseVersion"], "1.36.4-20260923");
    await stage.update(NODE_GROUP, "demo:system", { releaseVersion: "1.36.4-20260930", forceUpdateVersion: true });
    assert.equal(stage.cluster.names("Pod").includes("web"), false);
  });

  it("refuses a version above the control plane's and a lower one", async () => {
    const stage = await stageWithCni();
    await stage.create(NODE_GROUP, nodeGroupInputs());
    const group = (changes: Properties) => stage.update(NODE_GROUP, "demo:system", changes);
    await assert.rejects(
      group({ version: "1.37", releaseVersion: "1.37.0-20260930" }),
      /InvalidParameterException: .*less than or equal to the cluster's version 1\.36/,
    );
    await assert.rejects(
      group({ version: "1.35", releaseVersion: "1.35.8-20260930" }),
      /InvalidParameterException: .*can't be lowered from 1\.36 to 1\.35/,
    );
    await assert.rejects(group({ releaseVersion: "1.36.3-20260903" }), /InvalidParameterException: .*can't be lowered/);
  });

  it("follows the control plane by several minors", async () => {
    const stage = await stageWithCni({ version: "1.34" });
    await stage.create(NODE_GROUP, nodeGroupInputs({ releaseVersion: "1.34.10-20260903" }));
    await stage.update(CLUSTER, "demo", { version: "1.35" });
    await stage.update(CLUSTER, "demo", { version: "1.36" });
    const outputs = await stage.update(NODE_GROUP, "demo:system", {
      version: "1.36",
      releaseVersion: "1.36.4-20260930",
    });
    assert.equal(outputs["version"], "1.36");
  });

  it("gives back nodes, addresses and its access entry", async () => {
    const stage = await stageWithCni();
    const before = stage.account.list(INTERFACE).length;
    await stage.create(NODE_GROUP, nodeGroupInputs());
    assert.equal(stage.account.list(INTERFACE).length, before + 2);
    await stage.delete(NODE_GROUP, "demo:system");
    assert.equal(stage.account.list(INTERFACE).length, before);
    assert.deepEqual(stage.cluster.names("Node"), []);
    assert.deepEqual(stage.account.list("aws:eks/accessEntry:AccessEntry"), []);
    assert.deepEqual(stage.account.list("aws:autoscaling/group:Group"), []);
  });
});
