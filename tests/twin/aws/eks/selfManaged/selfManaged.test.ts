import assert from "node:assert/strict";
import { imageId } from "../../../../../twin/aws/eks/images/amiReleases";
import { shown } from "../../../../../twin/aws/read";
import type { Properties } from "../../../../../twin/provider/values";
import { REGION } from "../../simulated";
import { ACCESS_ENTRY, ADDON, NODE_ROLE, roleArn, type Stage, stageWithCluster, VPC_CNI } from "../stage";

const GROUP = "aws:autoscaling/group:Group";
const BATCH = { type: GROUP, id: "batch" };
const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const INTERFACE = "aws:ec2/networkInterface:NetworkInterface";
const SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup";

const AL2023 = imageId(REGION, "AL2023_x86_64_STANDARD", "1.36", "1.36.4-20260923");
const NEWER = imageId(REGION, "AL2023_x86_64_STANDARD", "1.36", "1.36.4-20260930");
const BOTTLEROCKET = imageId(REGION, "BOTTLEROCKET_ARM_64", "1.36", "1.65.0-0be31b34");

const ENDPOINT = "https://127.0.0.1:6443";

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

/** User data as eks.NodeGroupV2 writes it, with a part of the program's own. */
function nodeadm({ cluster = "demo", endpoint = ENDPOINT, flags = [] as string[], config = "" } = {}): string {
  const parts = [
    `spec:\n  cluster:\n    name: ${cluster}\n    apiServerEndpoint: ${endpoint}`,
    ...(flags.length > 0
      ? [`spec:\n  kubelet:\n    flags:\n${flags.map((flag) => `      - '${flag}'`).join("\n")}`]
      : []),
    ...(config === "" ? [] : [`spec:\n  kubelet:\n    config:\n${config}`]),
  ].map(
    (spec) =>
      `--BOUNDARY\nContent-Type: application/node.eks.aws\n\n---\napiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\n${spec}\n\n`,
  );
  return base64(
    `MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="BOUNDARY"\n\n${parts.join("")}--BOUNDARY--\n`,
  );
}

const TOML = base64(`
[settings.kubernetes]
cluster-name = "demo"
api-server = "${ENDPOINT}"
max-pods = 42

[settings.kubernetes.node-labels]
tier = "batch"

[settings.kubernetes.node-taints]
dedicated = "batch:NoSchedule"
`);

/** A stage on which an ordinary group's instances become nodes. */
async function stageForNodes(over: Properties = {}): Promise<Stage> {
  const stage = await stageWithCluster(over);
  await stage.create(ADDON, VPC_CNI);
  stage.put("aws:iam/instanceProfile:InstanceProfile", "p", { name: "node-profile", role: "node" });
  stage.put(SECURITY_GROUP, "sg-node", { name: "sg-node", vpcId: "vpc-1" });
  return stage;
}

function admit(stage: Stage, principalArn = NODE_ROLE, type = "EC2_LINUX") {
  return stage.create(ACCESS_ENTRY, { clusterName: "demo", principalArn, type });
}

function putTemplate(stage: Stage, data: Properties = {}): void {
  stage.putLaunchTemplate("nodes", {
    imageId: AL2023,
    instanceType: "m5.large",
    userData: nodeadm(),
    iamInstanceProfile: { name: "node-profile" },
    vpcSecurityGroupIds: [],
    networkInterfaces: [{ associatePublicIpAddress: "false", securityGroups: ["sg-node"] }],
    ...data,
  });
}

const group = (over: Properties = {}): Properties => ({
  name: "batch",
  minSize: 1,
  maxSize: 9,
  desiredCapacity: 2,
  launchTemplate: { name: "nodes", version: "1" },
  vpcZoneIdentifiers: ["subnet-a", "subnet-b"],
  ...over,
});

const mixed = (types: string[], instancesDistribution: Properties): Properties => ({
  launchTemplate: undefined,
  mixedInstancesPolicy: {
    instancesDistribution,
    launchTemplate: {
      launchTemplateSpecification: { launchTemplateName: "nodes", version: "1" },
      overrides: types.map((instanceType) => ({ instanceType })),
    },
  },
});

describe("self-managed nodes", () => {
  it("join with what their user data and image say", async () => {
    const stage = await stageForNodes();
    await admit(stage);
    putTemplate(stage, {
      userData: nodeadm({
        flags: ["--node-labels=tier=batch,team=a", "--register-with-taints=dedicated=batch:NoSchedule"],
        config: "      maxPods: 110\n      systemReserved:\n        cpu: 100m\n        memory: 200Mi\n",
      }),
    });
    await stage.create(GROUP, group());
    const nodes = stage.cluster.nodes();
    assert.equal(nodes.length, 2);
    assert.deepEqual(stage.warnings, []);
    for (const { metadata, spec, status } of nodes) {
      assert.equal(status?.nodeInfo?.kubeletVersion, "v1.36.4-eks-f4fc4f1");
      assert.equal(status.conditions?.[0]?.status, "True");
      assert.equal(status.capacity?.["pods"], "110");
      // 70m for Kubernetes, 100m for the system; 1,465 MiB, 200 MiB and the eviction threshold.
      assert.equal(status.allocatable?.["cpu"], "1830m");
      assert.equal(status.allocatable["memory"], `${7_824_308 - (1465 + 200 + 100) * 1024}Ki`);
      assert.equal(metadata?.labels?.["tier"], "batch");
      assert.deepEqual(
        Object.keys(metadata.labels).filter((key) => key.startsWith("eks.amazonaws.com/")),
        [],
      );
      assert.deepEqual(spec?.taints, [{ key: "dedicated", value: "batch", effect: "NoSchedule" }]);
    }
    const zones = nodes.map(({ metadata }) => metadata?.labels?.["topology.kubernetes.io/zone"]);
    assert.deepEqual(zones.sort(), ["eu-west-1a", "eu-west-1b"]);
  });

  it("join from Bottlerocket's settings on another architecture", async () => {
    const stage = await stageForNodes();
    await admit(stage);
    putTemplate(stage, { imageId: BOTTLEROCKET, instanceType: "m7g.large", userData: TOML });
    await stage.create(GROUP, group());
    const [node] = stage.cluster.nodes();
    assert.equal(node?.metadata?.labels?.["kubernetes.io/arch"], "arm64");
    assert.equal(node.metadata.labels["tier"], "batch");
    assert.equal(node.status?.nodeInfo?.osImage, "Bottlerocket OS 1.65.0 (aws-k8s-1.36)");
    assert.equal(node.status.capacity?.["pods"], "42");
    assert.deepEqual(node.spec?.taints, [{ key: "dedicated", value: "batch", effect: "NoSchedule" }]);
  });

  const obstacles: readonly [what: string, arrange: (stage: Stage) => unknown, reason: RegExp][] = [
    ["without an access entry", () => undefined, /its role \S+node has no access entry of type EC2_LINUX/],
    [
      "with an entry for people",
      (stage) => admit(stage, NODE_ROLE, "STANDARD"),
      /of type STANDARD: nodes need EC2_LINUX/,
    ],
    [
      "without the policy for nodes",
      async (stage) => {
        stage.putRole("poor", "ec2.amazonaws.com", ["AmazonEC2ContainerRegistryPullOnly"]);
        stage.put("aws:iam/instanceProfile:InstanceProfile", "q", { name: "poor", role: "poor" });
        putTemplate(stage, { iamInstanceProfile: { name: "poor" } });
        await admit(stage, roleArn("poor"));
      },
      /role\/poor may not do what nodes do: attach AmazonEKSWorkerNodePolicy/,
    ],
    [
      "for a cluster that is not there",
      (stage) => putTemplate(stage, { userData: nodeadm({ cluster: "gone" }) }),
      /there is no cluster gone, which its user data names/,
    ],
    [
      "with another cluster's endpoint",
      (stage) => putTemplate(stage, { userData: nodeadm({ endpoint: "https://old" }) }),
      /its user data has https:\/\/old for the API server, which is at https:\/\/127/,
    ],
  ];
  for (const [what, arrange, reason] of obstacles) {
    it(`run, but do not join ${what}`, async () => {
      const stage = await stageForNodes();
      await arrange(stage);
      if (!stage.account.get(TEMPLATE, "nodes")) putTemplate(stage);
      const before = stage.account.list(INTERFACE).length;
      await stage.create(GROUP, group());
      assert.deepEqual(stage.cluster.names("Node"), []);
      assert.equal(stage.account.list(INTERFACE).length, before + 2, "the instances run");
      assert.equal(stage.warnings.length, 1);
      assert.match(stage.warnings[0] ?? "", reason);
    });
  }

  it("join as soon as their access entry is there", async () => {
    const stage = await stageForNodes();
    putTemplate(stage);
    await stage.create(GROUP, group());
    assert.deepEqual(stage.cluster.names("Node"), []);
    await admit(stage);
    assert.equal(stage.cluster.names("Node").length, 2);
  });

  it("join NotReady when the network plugin may not assign addresses", async () => {
    const stage = await stageForNodes();
    await admit(stage);
    stage.account.remove("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "node/AmazonEKS_CNI_Policy");
    putTemplate(stage);
    await stage.create(GROUP, group());
    assert.match(stage.warnings[0] ?? "", /aws-node may not call ec2:AssignPrivateIpAddresses/);
    const ready = stage.cluster.nodes().map(({ status }) => status?.conditions?.[0]?.status);
    assert.deepEqual(ready, ["False", "False"]);
  });

  it("are bought as the distribution says, spot spread over the types", async () => {
    const stage = await stageForNodes();
    await admit(stage);
    putTemplate(stage);
    const distribution = { onDemandBaseCapacity: 1, onDemandPercentageAboveBaseCapacity: 0 };
    await stage.create(
      GROUP,
      group({ ...mixed(["m5.large", "m6i.large", "m7i.large"], distribution), desiredCapacity: 7 }),
    );
    const bought = stage.account
      .list("aws:ec2/instance:Instance")
      .map(({ outputs }) => `${shown(outputs["capacityType"])} ${shown(outputs["instanceType"])}`);
    assert.deepEqual(bought.sort(), [
      "ON_DEMAND m5.large",
      "SPOT m5.large",
      "SPOT m5.large",
      "SPOT m6i.large",
      "SPOT m6i.large",
      "SPOT m7i.large",
      "SPOT m7i.large",
    ]);
  });

  it("change their image by an instance refresh, which drains nothing", async () => {
    const stage = await stageForNodes();
    await admit(stage);
    putTemplate(stage);
    const instanceRefresh = { strategy: "Rolling", preferences: { minHealthyPercentage: 66 } };
    await stage.create(GROUP, group({ desiredCapacity: 3, instanceRefresh }));
    const kubelets = () => stage.cluster.nodes().map(({ status }) => status?.nodeInfo?.kubeletVersion ?? "");
    const ids = () => stage.cluster.nodes().map(({ spec }) => spec?.providerID ?? "");
    const before = ids();
    assert.deepEqual(new Set(kubelets()), new Set(["v1.36.4-eks-f4fc4f1"]));
    const [first = ""] = stage.cluster.names("Node");
    stage.cluster.put({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "web", namespace: "default" },
      spec: { nodeName: first },
    });
    stage.cluster.protectedPods.add("default/web");

    putTemplate(stage, { imageId: NEWER });
    await stage.update(BATCH, { launchTemplate: { name: "nodes", version: "2" } });
    assert.deepEqual(kubelets(), Array(3).fill("v1.36.4-eks-3b4a6ca"));
    assert.ok(ids().every((id) => !before.includes(id)));
    assert.deepEqual(stage.cluster.names("Pod"), []);
    assert.deepEqual(stage.cluster.evictions, []);
  });

  it("are refused with a size out of bounds, and with a security group that is not there", async () => {
    const stage = await stageForNodes();
    putTemplate(stage, { networkInterfaces: [{ securityGroups: ["sg-node", "sg-none"] }] });
    await assert.rejects(
      stage.create(GROUP, group({ desiredCapacity: 10 })),
      /api error ValidationError: Desired capacity:10 must be between the specified min size:1 and max size:9/,
    );
    await assert.rejects(stage.create(GROUP, group()), /The security group 'sg-none' does not exist/);
  });

  it("grow, shrink and go with their group", async () => {
    const stage = await stageForNodes();
    await admit(stage);
    putTemplate(stage);
    const before = stage.account.list(INTERFACE).length;
    await stage.create(GROUP, group());
    await stage.update(BATCH, { desiredCapacity: 4 });
    assert.equal(stage.cluster.names("Node").length, 4);
    await stage.update(BATCH, { desiredCapacity: 1 });
    assert.equal(stage.cluster.names("Node").length, 1);
    await stage.delete(BATCH);
    assert.deepEqual(stage.cluster.names("Node"), []);
    assert.equal(stage.account.list(INTERFACE).length, before);
  });

  it("stay as many as an autoscaler made them, as far as new limits allow", async () => {
    const stage = await stageForNodes();
    await admit(stage);
    putTemplate(stage);
    await stage.create(GROUP, group());
    await stage.updateOutside(BATCH, { desiredCapacity: 5 });
    const sizeWith = async (changes: Properties) => {
      const { outputs } = await stage.update(BATCH, changes);
      return [outputs.desiredCapacity, stage.cluster.names("Node").length];
    };
    assert.deepEqual(await sizeWith({ maxSize: 8 }), [5, 5]);
    assert.deepEqual(await sizeWith({ maxSize: 4 }), [4, 4]);
    assert.deepEqual(await sizeWith({ minSize: 6, maxSize: 7 }), [6, 6]);
  });

  it("fail the group when the subnets are out of addresses, and keep what runs", async () => {
    const stage = await stageForNodes();
    await admit(stage);
    putTemplate(stage);
    stage.putSubnet("subnet-tiny", "10.0.30.0/28", "a");
    await assert.rejects(
      stage.create(GROUP, group({ vpcZoneIdentifiers: ["subnet-tiny"], desiredCapacity: 12, maxSize: 12 })),
      /waiting for Auto Scaling Group \(batch\) capacity satisfied: .*InsufficientFreeAddressesInSubnet/,
    );
    assert.equal(stage.cluster.names("Node").length, 11);
    assert.ok(stage.account.get(GROUP, "batch"));
  });
});
