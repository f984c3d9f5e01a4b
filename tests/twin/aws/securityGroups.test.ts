import assert from "node:assert/strict";
import { type Resource, SimulatedAws } from "./simulated";

const VPC = "aws:ec2/vpc:Vpc";
const SUBNET = "aws:ec2/subnet:Subnet";
const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";

async function network(): Promise<{ aws: SimulatedAws; vpc: Resource }> {
  const aws = new SimulatedAws();
  return { aws, vpc: await aws.create(VPC, { cidrBlock: "10.0.0.0/16", enableDnsHostnames: true }) };
}

describe("the default security group of a VPC", () => {
  it("is the one that the VPC came with, and is gone with it", async () => {
    const { aws, vpc } = await network();
    const group = await aws.create("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", { vpcId: vpc.id });
    assert.deepEqual([group.id, group.outputs.name], [vpc.outputs.defaultSecurityGroupId, "default"]);
    await aws.delete(group);
    await aws.delete(vpc);
  });
});

describe("a security group", () => {
  it("can't go while another group's rule names it", async () => {
    const { aws, vpc } = await network();
    const nodes = await aws.create(GROUP, { vpcId: vpc.id }, "nodes");
    const cluster = await aws.create(GROUP, { vpcId: vpc.id }, "cluster");
    const from = { ipProtocol: "-1", referencedSecurityGroupId: nodes.id };
    await aws.create(RULE, { ...from, securityGroupId: nodes.id });
    const peer = await aws.create(RULE, { ...from, securityGroupId: cluster.id });
    await assert.rejects(
      aws.delete(nodes),
      /DeleteSecurityGroup.*DependencyViolation: resource sg-\w+ has a dependent object/,
    );
    await aws.delete(peer);
    await aws.delete(nodes);
  });

  it("is named once in its VPC, whatever the case", async () => {
    const { aws, vpc } = await network();
    await aws.create(GROUP, { vpcId: vpc.id, name: "Web" });
    await assert.rejects(aws.create(GROUP, { vpcId: vpc.id, name: "web" }), /InvalidGroup\.Duplicate/);
    const other = await aws.create(VPC, { cidrBlock: "10.0.0.0/16" });
    await aws.create(GROUP, { vpcId: other.id, name: "web" });
  });
});

describe("a VPC endpoint", () => {
  it("with interfaces holds its subnets and groups, and moves with its subnets", async () => {
    const { aws, vpc } = await network();
    const [a, b] = await Promise.all(
      ["a", "b"].map((zone, index) =>
        aws.create(SUBNET, {
          vpcId: vpc.id,
          cidrBlock: `10.0.${index}.0/28`,
          availabilityZone: `eu-west-1${zone}`,
        }),
      ),
    );
    assert.ok(a && b);
    const group = await aws.create(GROUP, { vpcId: vpc.id });
    const inputs = {
      vpcId: vpc.id,
      serviceName: "com.amazonaws.eu-west-1.sts",
      vpcEndpointType: "Interface",
      privateDnsEnabled: true,
      securityGroupIds: [group.id],
    };
    const endpoint = await aws.create(ENDPOINT, { ...inputs, subnetIds: [a.id] });
    assert.equal((endpoint.outputs.networkInterfaceIds as string[]).length, 1);
    await assert.rejects(aws.delete(group), /DependencyViolation/);
    const moved = await aws.update(endpoint, { subnetIds: [b.id] });
    await aws.delete(a);
    await assert.rejects(aws.delete(b), /DependencyViolation/);
    await aws.delete(moved);
    for (const resource of [b, group, vpc]) await aws.delete(resource);
  });
});
