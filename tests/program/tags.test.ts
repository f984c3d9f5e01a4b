import assert from "node:assert/strict";
import { rulesOf } from "../../twin/aws/rules";
import { recordEnvironment } from "../helpers/program";
import { label, type Recording } from "../helpers/recording";
import { environments } from "../helpers/stackConfig";
import { textOf, type Value } from "../../recording/values";

type Tags = Readonly<Record<string, Value>>;
interface TagSpecification {
  readonly resourceType: string;
  readonly tags: Tags;
}

/** What AWS has no tags for, of what the program registers. */
const untaggable = [
  "aws:acm/certificateValidation:CertificateValidation",
  "aws:cloudwatch/eventTarget:EventTarget",
  "aws:ec2/routeTableAssociation:RouteTableAssociation",
  "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation",
  "aws:ecr/lifecyclePolicy:LifecyclePolicy",
  "aws:ecr/pullThroughCacheRule:PullThroughCacheRule",
  "aws:ecr/registryPolicy:RegistryPolicy",
  "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration",
  "aws:ecr/replicationConfiguration:ReplicationConfiguration",
  "aws:ecr/repositoryPolicy:RepositoryPolicy",
  "aws:efs/backupPolicy:BackupPolicy",
  "aws:efs/mountTarget:MountTarget",
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  "aws:kms/grant:Grant",
  "aws:route53/record:Record",
  "aws:sns/topicPolicy:TopicPolicy",
  "aws:sns/topicSubscription:TopicSubscription",
  "aws:sqs/queuePolicy:QueuePolicy",
];

for (const environment of environments) {
  describe(`the tags of ${environment}`, () => {
    let recording: Recording;
    let tags: Tags;

    before(async () => {
      recording = await recordEnvironment(environment);
      const { inputs } = recording.get("pulumi:providers:aws");
      ({ tags } = JSON.parse(textOf(inputs.defaultTags)) as { tags: Tags });
    });

    it("say whose the environment is, and which", () => {
      const keys = ["owner", "costCenter", "eks-platform:environment"];
      assert.deepEqual(
        keys.filter((key) => !tags[key]),
        [],
      );
    });

    it("are on everything that takes tags, by the provider", () => {
      const provider = recording.get("pulumi:providers:aws").urn;
      for (const resource of recording.resources.filter(({ type }) => /^aws:/.test(type))) {
        assert.equal(resource.provider, provider, label(resource));
        assert.notEqual(rulesOf(resource.type).hasTags === true, untaggable.includes(resource.type), label(resource));
      }
      for (const { remote, type, providers } of recording.resources) {
        if (remote && !type.startsWith("kubernetes:")) assert.deepEqual(Object.values(providers), [provider]);
      }
    });

    it("are on every instance, its volumes and its interfaces, with a name", () => {
      const specifications = [
        ...recording.all("aws:ec2/launchTemplate:LaunchTemplate").map(({ inputs }) => inputs.tagSpecifications),
        ...recording.all("eks:index:NodeGroupV2").map(({ inputs }) => inputs.launchTemplateTagSpecifications),
      ] as unknown as readonly (readonly TagSpecification[])[];
      const groups = ["eks:index:ManagedNodeGroup", "eks:index:NodeGroupV2"].flatMap((type) => recording.all(type));
      assert.equal(groups.length > 0, specifications.length > 0);
      for (const specification of specifications) {
        assert.deepEqual(
          specification.map(({ resourceType }) => resourceType),
          ["instance", "volume", "network-interface"],
        );
        for (const { tags: given } of specification) {
          const { Name, "ebs.csi.aws.com/cluster-name": cluster, ...others } = given;
          assert.deepEqual(others, tags);
          assert.match(textOf(Name), /^\S+-\S+$/);
          if (cluster !== undefined) assert.ok(textOf(Name).startsWith(`${textOf(cluster)}-`));
        }
      }
      for (const { inputs } of recording.all("eks:index:NodeGroupV2")) {
        const given = Object.entries(inputs.autoScalingGroupTags ?? {});
        assert.deepEqual(Object.fromEntries(given.filter(([key]) => !key.startsWith("k8s.io/"))), tags);
      }
    });
  });
}
