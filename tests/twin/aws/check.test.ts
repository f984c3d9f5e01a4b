import assert from "node:assert/strict";
import { type Properties, UNKNOWN } from "../../../twin/provider/values";
import { SimulatedAws } from "./simulated";
import { shown } from "../../../twin/aws/read";

const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
const ROLE = "aws:iam/role:Role";
const TRUST = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "eks.amazonaws.com" } }],
};

describe("what the provider checks without asking AWS", () => {
  it("fills in region, defaults and tags, the resource's own over the provider's", async () => {
    const aws = new SimulatedAws({
      config: { defaultTags: JSON.stringify({ tags: { team: "platform", env: "dev" } }) },
    });
    const { inputs, failures } = await aws.check("aws:ec2/vpc:Vpc", {
      cidrBlock: "10.0.0.0/16",
      tags: { env: "test" },
    });
    assert.deepEqual(failures, []);
    assert.deepEqual(inputs, {
      cidrBlock: "10.0.0.0/16",
      enableDnsSupport: true,
      instanceTenancy: "default",
      region: "eu-west-1",
      tags: { env: "test" },
      tagsAll: { team: "platform", env: "test" },
    });
  });

  it("puts defaults into objects that are there, and makes none for them", async () => {
    const aws = new SimulatedAws();
    const cluster = "aws:eks/cluster:Cluster";
    const given = await aws.check(cluster, {
      roleArn: "arn:aws:iam::111111111111:role/eks",
      vpcConfig: { subnetIds: ["subnet-1", "subnet-2"] },
    });
    assert.deepEqual(given.inputs.vpcConfig, {
      subnetIds: ["subnet-1", "subnet-2"],
      endpointPrivateAccess: false,
      endpointPublicAccess: true,
    });
    assert.equal(given.inputs.accessConfig, undefined);
  });

  describe("names", () => {
    it("come from the logical name and the seed, the same in preview and update", async () => {
      const aws = new SimulatedAws();
      const [one, again, other] = await Promise.all(
        [1, 1, 2].map((seed) => aws.check(LOG_GROUP, {}, { name: "logs", seed })),
      );
      assert.match(shown(one?.inputs.name), /^logs-[0-9a-f]{7}$/);
      assert.equal(again?.inputs.name, one?.inputs.name);
      assert.notEqual(other?.inputs.name, one?.inputs.name);
    });

    it("are kept for the life of the resource, whatever the seed or the logical name", async () => {
      const aws = new SimulatedAws();
      const first = await aws.check(LOG_GROUP, {}, { name: "logs", seed: 1 });
      assert.equal(
        (await aws.check(LOG_GROUP, {}, { name: "renamed", olds: first.inputs, seed: 2 })).inputs.name,
        first.inputs.name,
      );
    });

    it("are made anew when a given name is taken away", async () => {
      const aws = new SimulatedAws();
      const given = await aws.check(LOG_GROUP, { name: "/my/logs" }, { name: "logs" });
      assert.match(
        shown((await aws.check(LOG_GROUP, {}, { name: "logs", olds: given.inputs })).inputs.name),
        /^logs-[0-9a-f]{7}$/,
      );
    });

    it("that get too long are refused in preview", async () => {
      const aws = new SimulatedAws();
      const { failures } = await aws.check(ROLE, { assumeRolePolicy: TRUST }, { name: "r".repeat(60) });
      assert.match(failures[0]?.reason ?? "", /plus 7 random chars is longer than maximum length 64/);
    });
  });

  it("takes a policy given as an object, unless something in it is unknown yet", async () => {
    const aws = new SimulatedAws();
    assert.equal((await aws.check(ROLE, { assumeRolePolicy: TRUST })).inputs.assumeRolePolicy, JSON.stringify(TRUST));
    assert.equal(
      (await aws.check(ROLE, { assumeRolePolicy: { Statement: [{ Principal: UNKNOWN }] } })).inputs.assumeRolePolicy,
      UNKNOWN,
    );
    assert.match((await aws.check(ROLE, { assumeRolePolicy: "{" })).failures[0]?.reason ?? "", /invalid JSON policy/);
  });

  const refused: [string, string, Properties, RegExp][] = [
    [
      "a retention that CloudWatch does not know",
      LOG_GROUP,
      { retentionInDays: 8 },
      /retentionInDays to be one of .*got 8/,
    ],
    ["a security group named sg-", "aws:ec2/securityGroup:SecurityGroup", { name: "sg-web" }, /invalid value for name/],
    ["a deletion window under 7 days", "aws:kms/key:Key", { deletionWindowInDays: 3 }, /range \(7 - 30\), got 3/],
    [
      "tags that begin with aws:",
      "aws:ec2/vpc:Vpc",
      { cidrBlock: "10.0.0.0/16", tags: { "aws:x": "y" } },
      /must not begin with aws:/,
    ],
  ];
  for (const [what, type, inputs, reason] of refused) {
    it(`refuses ${what}`, async () => {
      const { failures } = await new SimulatedAws().check(type, inputs);
      assert.match(failures.map((failure) => failure.reason).join("\n"), reason);
    });
  }

  it("lets pass what only AWS refuses", async () => {
    const aws = new SimulatedAws();
    const late: [string, Properties][] = [
      ["aws:ecr/repository:Repository", { name: "Team/App" }],
      ["aws:ecr/lifecyclePolicy:LifecyclePolicy", { policy: "{}", repository: "app" }],
      ["aws:ec2/natGateway:NatGateway", { subnetId: "subnet-1" }],
      ["aws:autoscaling/group:Group", { minSize: 3, maxSize: 1, launchTemplate: { id: "lt-1" } }],
      [
        "aws:eks/cluster:Cluster",
        { name: "demo", roleArn: "r", vpcConfig: { subnetIds: ["subnet-1"], endpointPublicAccess: false } },
      ],
    ];
    for (const [type, inputs] of late) {
      assert.deepEqual((await aws.check(type, inputs)).failures, [], type);
      await aws.preview(type, inputs);
    }
    await assert.rejects(
      aws.create("aws:ecr/repository:Repository", { name: "Team/App" }),
      /InvalidParameterException/,
    );
  });
});
