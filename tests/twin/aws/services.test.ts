import assert from "node:assert/strict";
import type { Properties } from "../../../twin/provider/values";
import { SimulatedAws } from "./simulated";
import { PENDING_KEY } from "../../../twin/aws/kms";
import { shown } from "../../../twin/aws/read";

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
});

describe("a KMS key", () => {
  it("is not gone from the account when it is deleted", async () => {
    const aws = new SimulatedAws();
    const key = await aws.create(KEY, { enableKeyRotation: true, deletionWindowInDays: 7 });
    await aws.delete(key);
    assert.equal(await aws.read(key), undefined);
    assert.ok(aws.account.get(PENDING_KEY, key.id)?.outputs.deletionDate);
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
    await assert.rejects(aws.invoke(token, { state: "available" }), /does not know state/);
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
    for (const unknown of [
      al2023("standard", "20260931"),
      al2023("standard", "20260930", "1.32"),
      al2023("standard", "20260930").replace("-standard-1.36", "-standard-1.35"),
      bottlerocket("", "1.65.0-00000000"),
      bottlerocket("-gpu", "1.65.0-0be31b34"),
    ])
      await assert.rejects(parameter(unknown), /couldn't find resource/, unknown);
    const image = await aws.invoke("aws:ec2/getAmi:getAmi", {
      filters: [{ name: "image-id", values: [await parameter(onArm)] }],
    });
    assert.equal(image.architecture, "arm64");
    assert.ok((image.blockDeviceMappings as Properties[]).some(({ deviceName }) => deviceName === "/dev/xvdb"));
  });

  it("know the partition of a region", async () => {
    const aws = new SimulatedAws({ config: { region: "us-gov-west-1" } });
    assert.equal((await aws.invoke("aws:index/getPartition:getPartition")).partition, "aws-us-gov");
  });
});
