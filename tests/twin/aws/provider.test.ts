import assert from "node:assert/strict";
import { type Properties, UNKNOWN } from "../../../twin/provider/values";
import { ACCOUNT, SimulatedAws } from "./simulated";

describe("the simulated aws provider", () => {
  it("refuses to be configured for another account, in a preview already", async () => {
    const configured = (config: Properties) => new SimulatedAws({ config }).configured;
    await assert.rejects(
      configured({ allowedAccountIds: JSON.stringify(["999999999999"]) }),
      new Error(`AWS account ID not allowed: ${ACCOUNT}`),
    );
    await configured({ allowedAccountIds: JSON.stringify(["999999999999", ACCOUNT]) });
  });

  it("refuses a region that is none", async () => {
    const { provider } = new SimulatedAws();
    const check = (news: Record<string, string>) =>
      provider.checkConfig({
        urn: "",
        type: "pulumi:providers:aws",
        name: "aws",
        olds: {},
        news,
        randomSeed: new Uint8Array(),
      });
    assert.deepEqual((await check({ region: "eu-west-1" })).failures, []);
    assert.deepEqual((await check({ region: UNKNOWN })).failures, []);
    assert.match((await check({ region: "eu-west-9" })).failures?.[0]?.reason ?? "", /invalid AWS Region: eu-west-9/);
  });

  it("says what changed in its configuration, so that the engine configures it anew", async () => {
    const { provider } = new SimulatedAws();
    const diff = (oldInputs: Properties, news: Properties) =>
      provider.diffConfig({
        urn: "",
        type: "pulumi:providers:aws",
        name: "aws",
        id: "x",
        oldInputs,
        oldOutputs: {},
        news,
        ignoreChanges: [],
      });
    const olds = { region: "eu-west-1", allowedAccountIds: '["111111111111"]' };
    assert.deepEqual(await diff(olds, olds), { changes: {} });
    assert.deepEqual(await diff(olds, { region: "eu-west-1", allowedAccountIds: '["999999999999"]', profile: "x" }), {
      changes: { allowedAccountIds: { kind: "update" }, profile: { kind: "add" } },
    });
  });

  it("names a resource type or function that it does not know", async () => {
    const aws = new SimulatedAws();
    await assert.rejects(
      aws.preview("aws:rds/instance:Instance", {}),
      /does not know the resource type aws:rds\/instance:Instance/,
    );
    await assert.rejects(
      aws.invoke("aws:rds/getInstance:getInstance"),
      /does not know the function aws:rds\/getInstance:getInstance/,
    );
    // The rules describe it, but nothing simulates it yet: no silent acceptance either.
    await assert.rejects(aws.create("aws:route53/zone:Zone"), /does not know the resource type/);
  });

  it("forgets a resource that is gone", async () => {
    const aws = new SimulatedAws();
    const vpc = await aws.create("aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" });
    const subnet = await aws.create("aws:ec2/subnet:Subnet", { vpcId: vpc.id, cidrBlock: "10.0.0.0/24" });
    const table = await aws.create("aws:ec2/routeTable:RouteTable", { vpcId: vpc.id });
    const association = await aws.create("aws:ec2/routeTableAssociation:RouteTableAssociation", {
      subnetId: subnet.id,
      routeTableId: table.id,
    });
    await aws.delete(association);
    assert.equal(await aws.read(association), undefined);
    // Deleting what is gone already is done.
    await aws.delete(association);
  });

  it("fails an update of what someone else has deleted with AWS's code", async () => {
    const aws = new SimulatedAws();
    const vpc = await aws.create("aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" });
    await aws.delete(vpc);
    await assert.rejects(aws.update(vpc, { tags: { a: "b" } }), /InvalidVpcID.NotFound/);
  });

  it("writes its errors as the official provider does", async () => {
    const aws = new SimulatedAws();
    await assert.rejects(
      aws.create("aws:ec2/subnet:Subnet", { vpcId: "vpc-0123456789abcdef0", cidrBlock: "10.0.0.0/24" }),
      /^AwsError: creating EC2 Subnet: operation error EC2: CreateSubnet, https response error StatusCode: 400, RequestID: [0-9a-f-]{36}, api error InvalidVpcID\.NotFound: The vpc ID 'vpc-0123456789abcdef0' does not exist$/,
    );
    await assert.rejects(
      aws.create("aws:iam/rolePolicyAttachment:RolePolicyAttachment", {
        role: "none",
        policyArn: "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy",
      }),
      /operation error IAM: AttachRolePolicy, https response error StatusCode: 404, RequestID: [^,]+, NoSuchEntity: The role with name none cannot be found\.$/,
    );
  });
});
