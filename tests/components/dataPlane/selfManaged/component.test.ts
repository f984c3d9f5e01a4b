import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import {
  SelfManagedNodes,
  withNodeSettings,
  type SelfManagedNodesArgs,
} from "../../../../components/dataPlane/selfManaged/component";
import { recordComponent } from "../../../helpers/component";
import type { Recording } from "../../../helpers/recording";
import { nodeContext, nodeGroup } from "../nodes";

const group = {
  ...nodeGroup,
  instanceTypes: ["m7i.large"],
  onDemandBase: 0,
  instanceRefresh: { minHealthyPercentage: 90 },
  securityGroupIds: [],
};

const nodes = (changes: Partial<SelfManagedNodesArgs> = {}) =>
  recordComponent((opts) => {
    const args = { ...nodeContext(opts), ...group, controlPlaneRuleId: "sgr-1", ...changes };
    new SelfManagedNodes("batch", args, opts);
  });

/** What the transform makes of a child's inputs, with outputs resolved. */
async function transformed(type: string, props: object, changes: Partial<SelfManagedNodesArgs> = {}): Promise<unknown> {
  const result = await withNodeSettings({ ...group, ...changes })({
    custom: true,
    name: "batch",
    type,
    props,
    opts: {},
  });
  return new Promise((resolve) => {
    pulumi.output(result?.props as object).apply(resolve);
  });
}

describe("SelfManagedNodes", () => {
  let recording: Recording;

  before(async () => {
    recording = await nodes();
  });

  const inputsOf = (type: string) => recording.get(type).inputs;

  it("start from the image of a fixed release", () => {
    assert.equal(
      inputsOf("eks:index:NodeGroupV2").amiId,
      "value of /aws/service/eks/optimized-ami/1.36/amazon-linux-2023/x86_64/standard/amazon-eks-node-al2023-x86_64-standard-1.36-v20260930/image_id",
    );
  });

  it("stay in the subnets they are given, without the public addresses that the component would give them", () => {
    const { nodeSubnetIds, nodeAssociatePublicIpAddress } = inputsOf("eks:index:NodeGroupV2");
    assert.deepEqual(nodeSubnetIds, ["subnet-1", "subnet-2"]);
    assert.equal(nodeAssociatePublicIpAddress, false);
  });

  it("leave their number to the autoscaler after creation", () => {
    const { minSize, desiredCapacity, maxSize, ignoreScalingChanges } = inputsOf("eks:index:NodeGroupV2");
    assert.deepEqual([minSize, desiredCapacity, maxSize, ignoreScalingChanges], [2, 3, 5, true]);
  });

  it("are in the nodes' security group, and need the rule that lets them reach the control plane", () => {
    const { nodeSecurityGroupId, clusterIngressRuleId } = inputsOf("eks:index:NodeGroupV2");
    assert.deepEqual([nodeSecurityGroupId, clusterIngressRuleId], ["sg-nodes", "sgr-1"]);
  });

  it("replace as many at a time as their arguments allow", () => {
    assert.equal(inputsOf("eks:index:NodeGroupV2").minRefreshPercentage, 90);
  });

  it("may join: their role has an access entry, which is there before they are and until they have gone", () => {
    const { principalArn, type } = inputsOf("aws:eks/accessEntry:AccessEntry");
    assert.deepEqual([principalArn, type], ["arn:aws:iam::111111111111:role/batch-node-role", "EC2_LINUX"]);
    for (const needed of ["AccessEntry::batch-nodes", "AmazonEKSWorkerNodePolicy", "InstanceProfile::batch"]) {
      recording.happensBefore(needed, "NodeGroupV2::batch");
      recording.destroyedBefore("NodeGroupV2::batch", needed);
    }
  });

  it("tell the kubelet how many pods it may run, in a part of nodeadm's configuration", () => {
    const { operatingSystem, nodeadmExtraOptions, bottlerocketSettings } = inputsOf("eks:index:NodeGroupV2");
    assert.equal(operatingSystem, "AL2023");
    const [part, ...others] = nodeadmExtraOptions as { contentType: string; content: string }[];
    assert.equal(part?.contentType, "application/node.eks.aws");
    assert.deepEqual((parse(part.content) as { spec: unknown }).spec, { kubelet: { config: { maxPods: 29 } } });
    assert.deepEqual([others, bottlerocketSettings], [[], undefined]);
  });

  it("of Bottlerocket tell it in settings", async () => {
    const bottlerocket = await nodes({ amiType: "BOTTLEROCKET_ARM_64", releaseVersion: "1.65.0-0be31b34" });
    const { amiId, operatingSystem, nodeadmExtraOptions, bottlerocketSettings } =
      bottlerocket.get("eks:index:NodeGroupV2").inputs;
    assert.equal(amiId, "value of /aws/service/bottlerocket/aws-k8s-1.36/arm64/1.65.0-0be31b34/image_id");
    assert.equal(operatingSystem, "Bottlerocket");
    assert.deepEqual(bottlerocketSettings, { settings: { kubernetes: { "max-pods": 29 } } });
    assert.equal(nodeadmExtraOptions, undefined);
  });

  it("register with labels and taints", async () => {
    const labelled = await nodes({
      labels: { team: "a" },
      taints: [
        { key: "team", value: "a", effect: "NoSchedule" },
        { key: "alone", effect: "NoExecute" },
      ],
    });
    const { labels, taints } = labelled.get("eks:index:NodeGroupV2").inputs;
    assert.deepEqual(labels, { team: "a" });
    assert.deepEqual(taints, {
      team: { value: "a", effect: "NoSchedule" },
      alone: { value: "", effect: "NoExecute" },
    });
  });

  it("are found by the Cluster Autoscaler, which knows what they are like before there is one", async () => {
    const tagged = await nodes({
      labels: { team: "a" },
      taints: [
        { key: "team", value: "a", effect: "NoSchedule" },
        { key: "alone", effect: "NoExecute" },
      ],
    });
    const tags = tagged.get("eks:index:NodeGroupV2").inputs.autoScalingGroupTags as Record<string, string>;
    const own = Object.entries(tags).filter(([key]) => key.startsWith("k8s.io/cluster-autoscaler/"));
    assert.deepEqual(Object.fromEntries(own), {
      "k8s.io/cluster-autoscaler/enabled": "true",
      "k8s.io/cluster-autoscaler/demo": "owned",
      "k8s.io/cluster-autoscaler/node-template/label/team": "a",
      "k8s.io/cluster-autoscaler/node-template/taint/team": "a:NoSchedule",
      "k8s.io/cluster-autoscaler/node-template/taint/alone": ":NoExecute",
    });
  });

  it("are a group for each zone when asked for, of one role", async () => {
    const zonal = await nodes({ perZone: true });
    const subnets = zonal.all("eks:index:NodeGroupV2").map(({ name, inputs }) => [name, inputs.nodeSubnetIds]);
    assert.deepEqual(subnets.sort(), [
      ["batch-a", ["subnet-1"]],
      ["batch-b", ["subnet-2"]],
    ]);
    assert.equal(zonal.get("aws:eks/accessEntry:AccessEntry").name, "batch-nodes");
  });
});

describe("what eks.NodeGroupV2 has no inputs for", () => {
  const launchTemplate = "aws:ec2/launchTemplate:LaunchTemplate";
  const autoScalingGroup = "aws:autoscaling/group:Group";
  const template = {
    imageId: "ami-1",
    networkInterfaces: [{ associatePublicIpAddress: "false", securityGroups: ["sg-nodes"] }],
    blockDeviceMappings: [],
  };
  const scaling = { minSize: 2, launchTemplate: { name: "batch-lt", version: "3" } };

  it("hangs on the group as a transform of its children", async () => {
    assert.equal((await nodes()).get("eks:index:NodeGroupV2").transforms, 1);
    assert.equal(await transformed("aws:iam/role:Role", {}), undefined);
  });

  it("keeps pods off the metadata service, encrypts the disk and adds security groups", async () => {
    assert.deepEqual(await transformed(launchTemplate, template, { securityGroupIds: ["sg-extra"] }), {
      imageId: "ami-1",
      networkInterfaces: [{ associatePublicIpAddress: "false", securityGroups: ["sg-nodes", "sg-extra"] }],
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: { volumeType: "gp3", volumeSize: 80, encrypted: "true", deleteOnTermination: "true" },
        },
      ],
    });
  });

  it("leaves a group of one on-demand type with its launch template", async () => {
    assert.deepEqual(await transformed(autoScalingGroup, scaling), scaling);
  });

  it("mixes instance types in the order given", async () => {
    const changes = { instanceTypes: ["m7i.large", "m6i.large"] };
    const { launchTemplate: gone, mixedInstancesPolicy } = (await transformed(autoScalingGroup, scaling, changes)) as {
      launchTemplate?: unknown;
      mixedInstancesPolicy: { launchTemplate: unknown; instancesDistribution: Record<string, unknown> };
    };
    assert.equal(gone, undefined);
    assert.deepEqual(mixedInstancesPolicy.launchTemplate, {
      launchTemplateSpecification: { launchTemplateName: "batch-lt", version: "3" },
      overrides: [{ instanceType: "m7i.large" }, { instanceType: "m6i.large" }],
    });
    const { onDemandAllocationStrategy, onDemandPercentageAboveBaseCapacity } =
      mixedInstancesPolicy.instancesDistribution;
    assert.deepEqual([onDemandAllocationStrategy, onDemandPercentageAboveBaseCapacity], ["prioritized", 100]);
  });

  it("buys spot instances above the base that is on-demand", async () => {
    const changes = { capacityType: "spot", onDemandBase: 1 } as const;
    const { mixedInstancesPolicy } = (await transformed(autoScalingGroup, scaling, changes)) as {
      mixedInstancesPolicy: { instancesDistribution: object };
    };
    assert.deepEqual(mixedInstancesPolicy.instancesDistribution, {
      onDemandAllocationStrategy: "prioritized",
      onDemandBaseCapacity: 1,
      onDemandPercentageAboveBaseCapacity: 0,
      spotAllocationStrategy: "price-capacity-optimized",
    });
  });
});
