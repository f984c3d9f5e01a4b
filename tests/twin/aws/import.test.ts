import assert from "node:assert/strict";
import { shown } from "../../../twin/aws/read";
import type { Properties } from "../../../twin/provider/values";
import { type Resource, SimulatedAws } from "./simulated";

const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
const REPOSITORY = "aws:ecr/repository:Repository";

describe("import and refresh", () => {
  const trust = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } }],
  };
  const programs: [string, Properties][] = [
    ["aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16", tags: { a: "b" } }],
    ["aws:ec2/eip:Eip", {}],
    [
      "aws:ec2/launchTemplate:LaunchTemplate",
      { instanceType: "m6i.large", metadataOptions: { httpTokens: "required" } },
    ],
    ["aws:iam/role:Role", { assumeRolePolicy: trust }],
    ["aws:kms/key:Key", { enableKeyRotation: true }],
    [LOG_GROUP, { retentionInDays: 7 }],
    [REPOSITORY, { name: "app", encryptionConfigurations: [{ encryptionType: "KMS" }] }],
  ];
  for (const [type, news] of programs) {
    it(`of ${type} leave nothing to change`, async () => {
      const config = { defaultTags: JSON.stringify({ tags: { team: "platform" } }) };
      const aws = new SimulatedAws({ config });
      const made = await aws.create(type, news);
      const again = new SimulatedAws({ config, directory: aws.files.directory });
      const imported = await again.read({ type, id: made.id });
      assert.ok(imported);
      assert.deepEqual((await again.diff(made, news)).changes, {});
      assert.deepEqual(imported.outputs, made.outputs);
      const refreshed = await again.read(made);
      assert.deepEqual(refreshed?.inputs, made.inputs);
    });
  }

  it("show what someone else has changed", async () => {
    const aws = new SimulatedAws();
    const vpc = await aws.create("aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16", tags: { Name: "net" } });
    const tags = { Name: "net", "kubernetes.io/role/elb": "1" };
    aws.account.put({ ...vpc, outputs: { ...vpc.outputs, tags, tagsAll: tags } });
    const drifted = await aws.read(vpc);
    assert.deepEqual(drifted?.inputs.tags, tags);
    assert.deepEqual(
      Object.keys((await aws.diff(vpc, {})).changes).filter((path) => path.startsWith("tags[")),
      ['tags["kubernetes.io/role/elb"]'],
    );
  });

  it("find that a policy attached twice is gone after one detachment", async () => {
    const aws = new SimulatedAws();
    const role = await aws.create("aws:iam/role:Role", { assumeRolePolicy: trust });
    const attach = () =>
      aws.create("aws:iam/rolePolicyAttachment:RolePolicyAttachment", {
        role: shown(role.outputs.name),
        policyArn: "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy",
      });
    const [one, other] = [await attach(), await attach()];
    await aws.delete(one);
    assert.equal(await aws.read(other), undefined);
  });

  it("end with an empty account", async () => {
    const aws = new SimulatedAws();
    const made: Resource[] = [];
    for (const [type, news] of programs) if (type !== "aws:kms/key:Key") made.push(await aws.create(type, news));
    for (const resource of made.reverse()) await aws.delete(resource);
    assert.deepEqual(aws.account.all(), []);
  });
});
