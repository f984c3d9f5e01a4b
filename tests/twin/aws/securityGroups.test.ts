import assert from "node:assert/strict";
import { type Resource, SimulatedAws } from "./simulated";

const VPC = "aws:ec2/vpc:Vpc";
const SUBNET = "aws:ec2/subnet:Subnet";
const TABLE = "aws:ec2/routeTable:RouteTable";
const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";
const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";

async function network(): Promise<{ aws: SimulatedAws; vpc: Resource }> {
  const aws = new SimulatedAws();
  return { aws, vpc: await aws.create(VPC, { cidrBlock: "10.0.0.0/16", enableDnsHostnames: true }) };
}

describe("a security group", () => {
  it("has each rule once, whichever resource makes it", async () => {
    const { aws, vpc } = await network();
    const group = await aws.create(GROUP, { vpcId: vpc.id });
    const https = {
      type: "ingress",
      securityGroupId: group.id,
      protocol: "tcp",
      fromPort: 443,
      toPort: 443,
      cidrBlocks: ["10.0.0.0/8", "100.64.0.0/10"],
    };
    const rule = await aws.create(RULE, https);
    assert.equal(rule.outputs.securityGroupRuleId, "");
    await assert.rejects(
      aws.create("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", {
        securityGroupId: group.id,
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        cidrIpv4: "10.0.0.0/8",
      }),
      /InvalidPermission\.Duplicate: the specified rule "peer: 10\.0\.0\.0\/8, TCP, from port: 443, to port: 443, ALLOW" already exists/,
    );
    await aws.create(RULE, { ...https, type: "egress" });
  });

  it("has at most 60 rules a direction", async () => {
    const { aws, vpc } = await network();
    const group = await aws.create(GROUP, { vpcId: vpc.id });
    const rule = (count: number) => ({
      type: "ingress",
      securityGroupId: group.id,
      protocol: "tcp",
      fromPort: 443,
      toPort: 443,
      cidrBlocks: Array.from({ length: count }, (_item, index) => `10.${index}.0.0/16`),
    });
    await assert.rejects(aws.create(RULE, rule(61)), /RulesPerSecurityGroupLimitExceeded/);
    await aws.create(RULE, rule(60));
  });

  it("can't go while another group's rule names it; its own rules go with it", async () => {
    const { aws, vpc } = await network();
    const nodes = await aws.create(GROUP, { vpcId: vpc.id });
    const cluster = await aws.create(GROUP, { vpcId: vpc.id });
    const all = { type: "ingress", protocol: "-1", fromPort: 0, toPort: 0 };
    const self = await aws.create(RULE, { ...all, securityGroupId: nodes.id, self: true });
    const peer = await aws.create(RULE, {
      ...all,
      securityGroupId: cluster.id,
      sourceSecurityGroupId: nodes.id,
    });
    await assert.rejects(
      aws.delete(nodes),
      /DeleteSecurityGroup.*DependencyViolation: resource sg-\w+ has a dependent object/,
    );
    await aws.delete(peer);
    await aws.delete(nodes);
    assert.equal(await aws.read(self), undefined);
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
    await assert.rejects(
      aws.create(ENDPOINT, { ...inputs, subnetIds: [b.id] }),
      /InvalidParameter: private-dns-enabled cannot be set because there is already a conflicting DNS domain/,
    );
    const moved = await aws.update(endpoint, { subnetIds: [b.id] });
    await aws.delete(a);
    await assert.rejects(aws.delete(b), /DependencyViolation/);
    await aws.delete(moved);
    for (const resource of [b, group, vpc]) await aws.delete(resource);
  });

  it("of a gateway service is a route in tables, once", async () => {
    const { aws, vpc } = await network();
    const table = await aws.create(TABLE, { vpcId: vpc.id });
    const s3 = { vpcId: vpc.id, serviceName: "com.amazonaws.eu-west-1.s3", routeTableIds: [table.id] };
    await aws.create(ENDPOINT, s3);
    await assert.rejects(aws.create(ENDPOINT, s3), /RouteAlreadyExists/);
    await assert.rejects(
      aws.create(ENDPOINT, { vpcId: vpc.id, serviceName: "com.amazonaws.eu-west-1.sts" }),
      /InvalidParameter/,
    );
    await assert.rejects(
      aws.create(ENDPOINT, { vpcId: vpc.id, serviceName: "com.amazonaws.eu-west-1.ecr" }),
      /InvalidServiceName/,
    );
    await assert.rejects(
      aws.create(ENDPOINT, { vpcId: vpc.id, serviceName: "com.amazonaws.us-east-1.s3" }),
      /InvalidServiceName/,
    );
  });
});
