import assert from "node:assert/strict";
import { imageId } from "../../../twin/aws/eks/images/amiReleases";
import type { Properties } from "../../../twin/provider/values";
import { type Resource, SimulatedAws } from "./simulated";
import { PENDING_KEY } from "../../../twin/aws/kms";
import { shown } from "../../../twin/aws/read";

const GROUP = "aws:autoscaling/group:Group";
const KEY = "aws:kms/key:Key";
const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
const REPOSITORY = "aws:ecr/repository:Repository";
const LIFECYCLE = "aws:ecr/lifecyclePolicy:LifecyclePolicy";

describe("a log group", () => {
  it("is there once: a cluster that logs may have made it first", async () => {
    const aws = new SimulatedAws();
    const name = "/aws/eks/demo/cluster";
    const group = await aws.create(LOG_GROUP, { name });
    await assert.rejects(
      aws.create(LOG_GROUP, { name }),
      /operation error CloudWatch Logs: CreateLogGroup,.* ResourceAlreadyExistsException: The specified log group already exists/,
    );
    assert.equal(group.outputs.arn, "arn:aws:logs:eu-west-1:111111111111:log-group:/aws/eks/demo/cluster");
  });

  it("stays when its destruction is skipped, and then stands in the way", async () => {
    const aws = new SimulatedAws();
    const group = await aws.create(LOG_GROUP, { name: "kept", skipDestroy: true });
    await aws.delete(group);
    await assert.rejects(aws.create(LOG_GROUP, { name: "kept" }), /ResourceAlreadyExistsException/);
  });

  it("needs a key that exists", async () => {
    const aws = new SimulatedAws();
    await assert.rejects(
      aws.create(LOG_GROUP, { kmsKeyId: "arn:aws:kms:eu-west-1:111111111111:key/none" }),
      /InvalidParameterException/,
    );
    const key = await aws.create(KEY);
    await aws.create(LOG_GROUP, { kmsKeyId: key.outputs.arn });
  });
});

describe("a KMS key", () => {
  it("is not gone when it is deleted, but of no use any more", async () => {
    const aws = new SimulatedAws();
    const key = await aws.create(KEY, { enableKeyRotation: true, deletionWindowInDays: 7 });
    const group = await aws.create(LOG_GROUP, { kmsKeyId: key.outputs.arn });
    await aws.delete(group);
    await aws.delete(key);
    assert.equal(await aws.read(key), undefined);
    assert.ok(aws.account.get(PENDING_KEY, key.id)?.outputs.deletionDate);
  });

  it("keeps its owner from locking everyone out", async () => {
    const aws = new SimulatedAws();
    const policy = (AWS: string, Action: string) => ({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { AWS }, Action, Resource: "*" }],
    });
    await assert.rejects(
      aws.create(KEY, { policy: policy("arn:aws:iam::111111111111:root", "kms:Decrypt") }),
      /MalformedPolicyDocumentException: The new key policy will not allow you to update the key policy in the future/,
    );
    await aws.create(KEY, { policy: policy("arn:aws:iam::111111111111:root", "kms:*") });
  });

  it("of another kind does not rotate", async () => {
    const aws = new SimulatedAws();
    await assert.rejects(
      aws.create(KEY, { customerMasterKeySpec: "RSA_2048", enableKeyRotation: true }),
      /UnsupportedOperationException/,
    );
  });
});

describe("a repository", () => {
  it("takes a lifecycle policy that ECR understands", async () => {
    const aws = new SimulatedAws();
    const { id: repository, outputs } = await aws.create(REPOSITORY, { name: "team/app" });
    assert.equal(outputs.repositoryUrl, "111111111111.dkr.ecr.eu-west-1.amazonaws.com/team/app");
    assert.deepEqual(outputs.encryptionConfigurations, [{ encryptionType: "AES256" }]);
    const rule = (rulePriority: number, tagStatus: string, more: Properties = {}) => ({
      rulePriority,
      description: "keeps the last images of each kind, and nothing else at all",
      selection: { tagStatus, countType: "imageCountMoreThan", countNumber: 10, ...more },
      action: { type: "expire" },
    });
    const refused = (rules: Properties[], reason: RegExp) =>
      assert.rejects(aws.create(LIFECYCLE, { repository, policy: { rules } }), reason);
    await refused([rule(1, "any"), rule(2, "untagged")], /tagStatus any must have the highest rulePriority/);
    await refused([rule(1, "untagged"), rule(1, "any")], /rulePriority must be unique/);
    await refused([rule(1, "tagged")], /needs either tagPrefixList or tagPatternList/);
    await assert.rejects(aws.create(LIFECYCLE, { repository, policy: "{}" }), /ValidationException/);
    await aws.create(LIFECYCLE, { repository, policy: { rules: [rule(1, "untagged"), rule(2, "any")] } });
    await assert.rejects(
      aws.create(LIFECYCLE, { repository: "none", policy: { rules: [rule(1, "any")] } }),
      /RepositoryNotFoundException/,
    );
  });

  it("is refused with a name that the logical name made impossible", async () => {
    const aws = new SimulatedAws();
    await assert.rejects(aws.create(REPOSITORY, {}, "MyApp"), /InvalidParameterException: invalid value for name/);
    await aws.create(REPOSITORY, { name: "app" });
    await assert.rejects(aws.create(REPOSITORY, { name: "app" }), /RepositoryAlreadyExistsException/);
  });
});

describe("an Auto Scaling group", () => {
  let aws: SimulatedAws;
  let subnets: Resource[];
  let template: Resource;

  beforeEach(async () => {
    aws = new SimulatedAws();
    const vpc = await aws.create("aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" });
    subnets = await Promise.all(
      ["a", "b"].map((zone, index) =>
        aws.create("aws:ec2/subnet:Subnet", {
          vpcId: vpc.id,
          cidrBlock: `10.0.${index}.0/24`,
          availabilityZone: `eu-west-1${zone}`,
        }),
      ),
    );
    template = await aws.create("aws:ec2/launchTemplate:LaunchTemplate", {
      imageId: imageId("eu-west-1", "AL2023_x86_64_STANDARD", "1.36", "1.36.4-20260930"),
      instanceType: "m6i.large",
    });
  });

  const inputs = (more: Properties = {}): Properties => ({
    minSize: 1,
    maxSize: 3,
    vpcZoneIdentifiers: subnets.map(({ id }) => id),
    launchTemplate: { id: template.id, version: "$Latest" },
    ...more,
  });

  it("runs instances that take an address each, in every zone", async () => {
    const zones = () =>
      aws.account
        .list("aws:ec2/networkInterface:NetworkInterface")
        .map(({ outputs }) => outputs.availabilityZone)
        .sort();
    const group = await aws.create(GROUP, inputs());
    assert.equal(group.outputs.desiredCapacity, 1);
    assert.deepEqual(group.outputs.availabilityZones, ["eu-west-1a", "eu-west-1b"]);
    const grown = await aws.update(group, { minSize: 2 });
    assert.equal(grown.outputs.desiredCapacity, 2, "pulled up by the new minimum");
    assert.deepEqual(zones(), ["eu-west-1a", "eu-west-1b"]);
    await aws.delete(grown);
    assert.deepEqual(zones(), []);
  });

  it("is refused with bounds that contradict each other, and without anything to start", async () => {
    const refused = (more: Properties, reason: RegExp) => assert.rejects(aws.create(GROUP, inputs(more)), reason);
    await refused(
      { minSize: 4 },
      /api error ValidationError: Max bound, 3, must be greater than or equal to min bound, 4/,
    );
    await refused({ desiredCapacity: 9 }, /Desired capacity:9 must be between/);
    await refused({ vpcZoneIdentifiers: ["subnet-none"] }, /The subnet ID 'subnet-none' does not exist/);
    await refused({ launchTemplate: { id: template.id, version: "7" } }, /valid fully-formed launch template/);
    const bare = await aws.create("aws:ec2/launchTemplate:LaunchTemplate", { instanceType: "m6i.large" });
    await refused({ launchTemplate: { id: bare.id } }, /valid fully-formed launch template/);
  });

  it("is refused with what EC2 could not start", async () => {
    const image = imageId("eu-west-1", "AL2023_x86_64_STANDARD", "1.36", "1.36.4-20260930");
    const refused = async (data: Properties, reason: RegExp, more: Properties = {}) => {
      const made = await aws.create("aws:ec2/launchTemplate:LaunchTemplate", {
        imageId: image,
        instanceType: "m6i.large",
        ...data,
      });
      const launchTemplate = more.mixedInstancesPolicy ? undefined : { id: made.id };
      const policy = more.mixedInstancesPolicy as Properties | undefined;
      const mixedInstancesPolicy = policy && {
        ...policy,
        launchTemplate: {
          launchTemplateSpecification: { launchTemplateId: made.id },
          ...(policy.launchTemplate as Properties),
        },
      };
      await assert.rejects(aws.create(GROUP, inputs({ ...more, launchTemplate, mixedInstancesPolicy })), reason);
    };
    await refused(
      { imageId: "ami-0123456789abcdef0" },
      /InvalidAMIID\.NotFound: The image id '\[ami-0123456789abcdef0\]' does not exist/,
    );
    await refused({ instanceType: "m6i.huge" }, /The following supplied instance types do not exist: \[m6i\.huge\]/);
    await refused(
      { instanceType: "m7g.large" },
      /The architecture 'arm64' .* does not match the architecture 'x86_64'/,
    );
    await refused({ iamInstanceProfile: { name: "none" } }, /Invalid IAM Instance Profile name/);
    await refused({ vpcSecurityGroupIds: ["sg-none"] }, /The security group 'sg-none' does not exist/);
    const mixed = (types: string[], instancesDistribution: Properties = {}) => ({
      mixedInstancesPolicy: {
        instancesDistribution,
        launchTemplate: { overrides: types.map((instanceType) => ({ instanceType })) },
      },
    });
    await refused(
      { instanceMarketOptions: { marketType: "spot" } },
      /cannot use a launch template that is set to request Spot Instances/,
      mixed(["m6i.large", "m5.large"]),
    );
    await refused({}, /duplicate instance type: m5\.large/, mixed(["m5.large", "m5.large"]));
    await refused(
      {},
      /OnDemandPercentageAboveBaseCapacity must be between 0 and 100/,
      mixed(["m5.large"], { onDemandPercentageAboveBaseCapacity: 101 }),
    );
    await refused({}, /MinHealthyPercentage must be between 0 and 100/, {
      instanceRefresh: { strategy: "Rolling", preferences: { minHealthyPercentage: 120 } },
    });
  });
});

describe("functions", () => {
  it("know the zones of a region, as this account sees them", async () => {
    const token = "aws:index/getAvailabilityZones:getAvailabilityZones";
    const aws = new SimulatedAws({ config: { region: "us-east-1" } });
    const all = await aws.invoke(token);
    assert.deepEqual(
      all.names,
      ["a", "b", "c", "d", "e", "f"].map((zone) => `us-east-1${zone}`),
    );
    assert.deepEqual(
      [...(all.zoneIds as string[])].sort(),
      ["1", "2", "3", "4", "5", "6"].map((zone) => `use1-az${zone}`),
    );
    assert.deepEqual(await aws.invoke(token), all);
    const without = await aws.invoke(token, { excludeZoneIds: ["use1-az3"], state: "available" });
    assert.equal((without.names as string[]).length, 5);
    assert.deepEqual((await aws.invoke(token, { filters: [{ name: "zone-name", values: ["us-east-1b"] }] })).names, [
      "us-east-1b",
    ]);
  });

  it("find the recommended image of a minor, and no Amazon Linux 2", async () => {
    const aws = new SimulatedAws();
    const name = (minor: string, linux: string, what: string) => ({
      name: `/aws/service/eks/optimized-ami/${minor}/${linux}/x86_64/standard/recommended/${what}`,
    });
    const token = "aws:ssm/getParameter:getParameter";
    const image = await aws.invoke(token, name("1.36", "amazon-linux-2023", "image_id"));
    assert.match(shown(image.insecureValue), /^ami-0[0-9a-f]{16}$/);
    assert.match(
      shown((await aws.invoke(token, name("1.36", "amazon-linux-2023", "release_version"))).insecureValue),
      /^1\.36\.\d+-\d{8}$/,
    );
    assert.notEqual(
      (await aws.invoke(token, name("1.35", "amazon-linux-2023", "image_id"))).insecureValue,
      image.insecureValue,
    );
    await assert.rejects(aws.invoke(token, name("1.36", "amazon-linux-2", "image_id")), /ParameterNotFound/);
    await assert.rejects(aws.invoke(token, name("1.99", "amazon-linux-2023", "image_id")), /ParameterNotFound/);
    const found = await aws.invoke("aws:ec2/getAmi:getAmi", {
      owners: ["self", "amazon"],
      filters: [{ name: "image-id", values: [shown(image.insecureValue)] }],
    });
    assert.equal(found.rootDeviceName, "/dev/xvda");
  });

  it("find the image of a fixed release, and none that was never released", async () => {
    const aws = new SimulatedAws();
    const parameter = async (name: string) =>
      shown((await aws.invoke("aws:ssm/getParameter:getParameter", { name: `/aws/service/${name}` })).insecureValue);
    const al2023 = (variant: string, day: string, minor = "1.36") =>
      `eks/optimized-ami/${minor}/amazon-linux-2023/x86_64/${variant}/amazon-eks-node-al2023-x86_64-${variant}-${minor}-v${day}/image_id`;
    const bottlerocket = (variant: string, release: string) =>
      `bottlerocket/aws-k8s-1.36${variant}/arm64/${release}/image_id`;
    const onArm = bottlerocket("", "1.65.0-0be31b34");
    const known = [
      al2023("standard", "20260930"),
      al2023("standard", "20260923"),
      al2023("nvidia", "20260930"),
      onArm,
      bottlerocket("-nvidia", "1.65.0-0be31b34"),
    ];
    const ids = await Promise.all(known.map(parameter));
    assert.equal(new Set(ids).size, known.length);
    assert.equal(
      await parameter("bottlerocket/aws-k8s-1.36/arm64/latest/image_id"),
      await parameter(bottlerocket("", "1.65.0")),
    );
    for (const unknown of [
      al2023("standard", "20260931"),
      al2023("standard", "20260930", "1.32"),
      al2023("standard", "20260930").replace("-standard-1.36", "-standard-1.35"),
      bottlerocket("", "1.65.0-00000000"),
      bottlerocket("-gpu", "1.65.0-0be31b34"),
    ])
      await assert.rejects(parameter(unknown), /ParameterNotFound/, unknown);
    const image = await aws.invoke("aws:ec2/getAmi:getAmi", {
      filters: [{ name: "image-id", values: [await parameter(onArm)] }],
    });
    assert.equal(image.architecture, "arm64");
    assert.ok((image.blockDeviceMappings as Properties[]).some(({ deviceName }) => deviceName === "/dev/xvdb"));
  });

  it("know the partition of a region, and no default VPC", async () => {
    const aws = new SimulatedAws({ config: { region: "us-gov-west-1" } });
    assert.equal((await aws.invoke("aws:index/getPartition:getPartition")).partition, "aws-us-gov");
    await assert.rejects(aws.invoke("aws:ec2/getVpc:getVpc", { default: true }), /no matching EC2 VPC found/);
  });
});
