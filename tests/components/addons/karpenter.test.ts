import assert from "node:assert/strict";
import { Karpenter, type KarpenterArgs } from "../../../components/addons/karpenter/component";
import { karpenterSettings } from "../../../components/addons/karpenter/settings.spec";
import { recordComponent } from "../../helpers/component";
import type { RecordedResource } from "../../../recording/recordedResource";
import { textOf } from "../../../recording/values";
import { addonArgs } from "./addonArgs";

interface Statement {
  readonly Action: string | string[];
  readonly Resource: string | string[];
  readonly Condition?: Record<string, Record<string, unknown>>;
}

const statementsOf = (policy: Parameters<typeof textOf>[0]) =>
  (JSON.parse(textOf(policy)) as { Statement: Statement[] }).Statement;
const specOf = ({ inputs }: RecordedResource) => inputs.spec as Record<string, unknown>;

describe("Karpenter", () => {
  const karpenter = (settings: object = {}, changes: Partial<KarpenterArgs> = {}) =>
    recordComponent((opts) => {
      const program = {
        ...addonArgs("1.14.1"),
        nodes: { kubernetes: "1.35", al2023: "1.35.8-20260930", bottlerocket: "1.65.0-0be31b34" },
        nodeSecurityGroupId: "sg-nodes",
      };
      new Karpenter("karpenter", { ...program, ...karpenterSettings.parse(settings), ...changes }, opts);
    });
  const release = "kubernetes:helm.sh/v3:Release::karpenter";
  const customResource = (kind: string, name: string) => `kubernetes:${kind}::karpenter-${name}`;

  it("has its kinds from a chart of the same version, which goes before and is upgraded with it", async () => {
    const recording = await karpenter();
    const chartOf = (type: string) => {
      const { name, inputs } = recording.get(type);
      return [name, inputs.chart, inputs.version];
    };
    const kinds = "kubernetes:helm.sh/v4:Chart";
    assert.deepEqual(chartOf(kinds), ["karpenter-crd", "oci://public.ecr.aws/karpenter/karpenter-crd", "1.14.1"]);
    assert.deepEqual(chartOf("kubernetes:helm.sh/v3:Release"), [
      "karpenter",
      "oci://public.ecr.aws/karpenter/karpenter",
      "1.14.1",
    ]);
    assert.equal(recording.get("kubernetes:helm.sh/v3:Release").inputs.skipCrds, true);
    recording.happensBefore(recording.get(kinds), release);
    recording.destroyedBefore(release, recording.get(kinds));
  });

  it("ends every pool and its nodes before the class, and all of them before what ends them and lets them work", async () => {
    const recording = await karpenter({ nodePools: { general: {}, batch: {} } });
    for (const pool of ["general", "batch"]) {
      const [nodePool, nodeClass] = [
        customResource("karpenter.sh/v1:NodePool", `pool-${pool}`),
        customResource("karpenter.k8s.aws/v1:EC2NodeClass", `class-${pool}`),
      ];
      recording.destroyedBefore(nodePool, nodeClass);
      for (const needed of [
        release,
        "AccessEntry::karpenter-nodes",
        "InstanceProfile::karpenter-nodes",
        "RolePolicyAttachment::karpenter-node-role-AmazonEKSWorkerNodePolicy",
        "RolePolicy::karpenter-policy",
        "EventTarget::karpenter-spot-interruption",
      ]) {
        recording.happensBefore(needed, nodeClass);
        recording.destroyedBefore(nodeClass, needed);
      }
    }
  });

  it("starts the pinned image of the nodes' own minor, in the network of the other nodes, with encrypted volumes", async () => {
    const recording = await karpenter({ nodePools: { general: { architectures: ["amd64", "arm64"] } } });
    assert.deepEqual(specOf(recording.get("kubernetes:karpenter.k8s.aws/v1:EC2NodeClass")), {
      amiFamily: "AL2023",
      amiSelectorTerms: ["x86_64", "arm64"].map((architecture) => ({
        ssmParameter: `/aws/service/eks/optimized-ami/1.35/amazon-linux-2023/${architecture}/standard/amazon-eks-node-al2023-${architecture}-standard-1.35-v20260930/image_id`,
      })),
      instanceProfile: "karpenter-nodes",
      subnetSelectorTerms: [{ tags: { "karpenter.sh/discovery": "demo" } }],
      securityGroupSelectorTerms: [{ id: "sg-nodes" }],
      associatePublicIPAddress: false,
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: { volumeType: "gp3", encrypted: true, deleteOnTermination: true, volumeSize: "50Gi" },
        },
      ],
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      tags: { owner: "team", "ebs.csi.aws.com/cluster-name": "demo" },
    });
  });

  it("has Bottlerocket's system on a volume of its own, and the account's key on both", async () => {
    const pool = { amiFamily: "bottlerocket", diskSizeGiB: 80, maxPods: 110 };
    const ebsKmsKeyArn = "arn:aws:kms:eu-west-1:111111111111:key/1234";
    const recording = await karpenter({ nodePools: { general: pool } }, { ebsKmsKeyArn });
    const { amiFamily, amiSelectorTerms, blockDeviceMappings, kubelet } = specOf(
      recording.get("kubernetes:karpenter.k8s.aws/v1:EC2NodeClass"),
    );
    assert.deepEqual([amiFamily, kubelet], ["Bottlerocket", { maxPods: 110 }]);
    assert.deepEqual(amiSelectorTerms, [
      { ssmParameter: "/aws/service/bottlerocket/aws-k8s-1.35/x86_64/1.65.0-0be31b34/image_id" },
    ]);
    assert.deepEqual(
      (blockDeviceMappings as { ebs: { volumeSize: string; kmsKeyID: string } }[]).map(({ ebs }) => [
        ebs.volumeSize,
        ebs.kmsKeyID,
      ]),
      [
        ["4Gi", ebsKmsKeyArn],
        ["80Gi", ebsKmsKeyArn],
      ],
    );
    const statements = statementsOf(recording.get("aws:iam/rolePolicy:RolePolicy").inputs.policy);
    const ofKey = statements.filter(({ Action }) => [Action].flat().some((action) => action.startsWith("kms:")));
    assert.deepEqual(new Set(ofKey.map(({ Resource }) => Resource)), new Set([ebsKmsKeyArn]));
  });

  it("chooses among recent instances of usual kinds, or those it is given, up to a limit", async () => {
    const recording = await karpenter({
      nodePools: {
        general: {},
        gpu: { instanceTypes: ["g6.2xlarge"], limits: { cpu: 32, memoryGiB: 128 }, weight: 10 },
      },
    });
    const [general, gpu] = recording.all("kubernetes:karpenter.sh/v1:NodePool").map(specOf);
    const requirements = (spec: typeof general) =>
      (spec?.template as { spec: { requirements: unknown[] } }).spec.requirements.slice(3);
    assert.deepEqual(general?.limits, { cpu: "100" });
    assert.deepEqual(requirements(general), [
      { key: "karpenter.k8s.aws/instance-category", operator: "In", values: ["c", "m", "r"] },
      { key: "karpenter.k8s.aws/instance-generation", operator: "Gt", values: ["4"] },
      { key: "karpenter.k8s.aws/instance-cpu", operator: "Gt", values: ["1"] },
    ]);
    assert.deepEqual([gpu?.limits, gpu?.weight], [{ cpu: "32", memory: "128Gi" }, 10]);
    assert.deepEqual(requirements(gpu), [
      { key: "node.kubernetes.io/instance-type", operator: "In", values: ["g6.2xlarge"] },
    ]);
  });

  it("is told of the end of instances by a queue that AWS's events alone reach, from rules of its own", async () => {
    const recording = await karpenter();
    const patterns = recording
      .all("aws:cloudwatch/eventRule:EventRule")
      .map(({ inputs }) => JSON.parse(textOf(inputs.eventPattern)) as Record<string, string[]>);
    assert.deepEqual(
      patterns.map((pattern) => pattern["detail-type"]?.[0]),
      [
        "AWS Health Event",
        "EC2 Spot Instance Interruption Warning",
        "EC2 Instance Rebalance Recommendation",
        "EC2 Instance State-change Notification",
        "EC2 Capacity Reservation Instance Interruption Warning",
      ],
    );
    const [sending] = statementsOf(recording.get("aws:sqs/queuePolicy:QueuePolicy").inputs.policy);
    assert.equal((sending?.Condition?.ArnEquals?.["aws:SourceArn"] as string[]).length, 5);
    const { values } = recording.get("kubernetes:helm.sh/v3:Release", "karpenter").inputs;
    assert.deepEqual((values as { settings: object }).settings, {
      clusterName: "demo",
      interruptionQueue: "karpenter-interruptions",
    });
  });

  it("makes and ends what is tagged as its own cluster's only", async () => {
    const { policy } = (await karpenter()).get("aws:iam/rolePolicy:RolePolicy").inputs;
    const statements = statementsOf(policy);
    const allowing = (action: string) => statements.filter(({ Action }) => [Action].flat().includes(action));
    for (const { Condition } of allowing("ec2:TerminateInstances")) {
      assert.equal(Condition?.StringEquals?.["aws:ResourceTag/kubernetes.io/cluster/demo"], "owned");
    }
    const made = allowing("ec2:RunInstances").filter(({ Resource }) =>
      [Resource].flat().join().includes(":instance/*"),
    );
    assert.deepEqual(
      made.map(({ Condition }) => Condition?.StringEquals?.["aws:RequestTag/kubernetes.io/cluster/demo"]),
      ["owned"],
    );
    assert.deepEqual(
      allowing("iam:PassRole").map(({ Resource }) => Resource),
      ["arn:aws:iam::111111111111:role/karpenter-node-role"],
    );
    assert.doesNotMatch(textOf(policy), /iam:(?:Create|Add|Delete)|"[a-z0-9-]+:\*"/);
    assert.ok(textOf(policy).length < 10_240, "IAM's limit for inline policies of a role");
  });
});
