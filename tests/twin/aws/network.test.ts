import assert from "node:assert/strict";
import fc from "fast-check";
import { formatCidr, networkOfCidr, overlaps } from "../../../capacity/cidr";
import { type Resource, SimulatedAws } from "./simulated";

const VPC = "aws:ec2/vpc:Vpc";
const SUBNET = "aws:ec2/subnet:Subnet";
const GATEWAY = "aws:ec2/internetGateway:InternetGateway";
const NAT = "aws:ec2/natGateway:NatGateway";
const EIP = "aws:ec2/eip:Eip";
const TABLE = "aws:ec2/routeTable:RouteTable";
const ROUTE = "aws:ec2/route:Route";
const GROUP = "aws:ec2/securityGroup:SecurityGroup";

async function network(): Promise<{ aws: SimulatedAws; vpc: Resource }> {
  const aws = new SimulatedAws();
  return { aws, vpc: await aws.create(VPC, { cidrBlock: "10.0.0.0/16", enableDnsHostnames: true }) };
}

function cidr(text: string) {
  const parsed = networkOfCidr(text);
  assert.ok(parsed, text);
  return parsed;
}

describe("a further range of a VPC", () => {
  const ASSOCIATION = "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation";

  it("is one that AWS lets this VPC have, and holds subnets until it goes", async () => {
    const { aws, vpc } = await network();
    const add = (cidrBlock: string) => aws.create(ASSOCIATION, { vpcId: vpc.id, cidrBlock });
    await assert.rejects(add("172.16.0.0/16"), /InvalidVpc\.Range: .* is restricted/);
    await assert.rejects(add("198.19.0.0/16"), /InvalidVpc\.Range/);
    await assert.rejects(add("100.64.0.0/15"), /InvalidVpc\.Range: The CIDR '100\.64\.0\.0\/15' is invalid/);
    await assert.rejects(add("10.0.128.0/17"), /InvalidVpc\.Range: .* conflicts/);
    await assert.rejects(aws.create(SUBNET, { vpcId: vpc.id, cidrBlock: "100.64.0.0/18" }), /InvalidSubnet\.Range/);
    const range = await add("100.64.0.0/16");
    const subnet = await aws.create(SUBNET, { vpcId: vpc.id, cidrBlock: "100.64.0.0/18" });
    await assert.rejects(aws.delete({ type: ASSOCIATION, id: range.id }), /DependencyViolation/);
    await aws.delete({ type: SUBNET, id: subnet.id });
    await aws.delete({ type: ASSOCIATION, id: range.id });
    for (const block of ["100.64.0.0/16", "100.65.0.0/16", "100.66.0.0/16", "100.67.0.0/16"]) await add(block);
    await assert.rejects(add("100.68.0.0/16"), /CidrLimitExceeded/);
  });
});

describe("a subnet", () => {
  it("lies within its VPC, in a zone of the region", async () => {
    const { aws, vpc } = await network();
    await assert.rejects(
      aws.create(SUBNET, { vpcId: vpc.id, cidrBlock: "10.1.0.0/24" }),
      /InvalidSubnet\.Range: The CIDR '10\.1\.0\.0\/24' is invalid/,
    );
    await assert.rejects(aws.create(SUBNET, { vpcId: vpc.id, cidrBlock: "10.0.0.0/29" }), /InvalidSubnet\.Range/);
    await assert.rejects(
      aws.create(SUBNET, { vpcId: vpc.id, cidrBlock: "10.0.0.0/24", availabilityZone: "eu-west-1x" }),
      /InvalidParameterValue: Value \(eu-west-1x\) .* zones: eu-west-1a, eu-west-1b, eu-west-1c\./,
    );
  });

  it("never overlaps another one, also when all are made at once", async () => {
    const block = fc
      .record({ third: fc.nat(15), prefix: fc.integer({ min: 18, max: 24 }) })
      .map(({ third, prefix }) => ({ third, prefix }))
      .map(({ third, prefix }) => {
        return formatCidr(cidr(`10.0.${third * 16}.0/${prefix}`));
      });
    await fc.assert(
      fc.asyncProperty(fc.array(block, { minLength: 2, maxLength: 8 }), async (blocks) => {
        const { aws, vpc } = await network();
        const results = await Promise.allSettled(
          blocks.map((cidrBlock) => aws.create(SUBNET, { vpcId: vpc.id, cidrBlock })),
        );
        const accepted = blocks.filter((_block, index) => results[index]?.status === "fulfilled").map(cidr);
        for (const [index, one] of accepted.entries())
          for (const other of accepted.slice(index + 1)) assert.ok(!overlaps(one, other));
        for (const [index, result] of results.entries()) {
          if (result.status === "fulfilled") continue;
          assert.match(String(result.reason), /InvalidSubnet\.Conflict/);
          assert.ok(
            accepted.some((one) => overlaps(one, cidr(blocks[index] ?? ""))),
            "refused without a reason",
          );
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe("a NAT gateway", () => {
  it("holds its subnet until it is deleted", async () => {
    const { aws, vpc } = await network();
    const subnet = await aws.create(SUBNET, { vpcId: vpc.id, cidrBlock: "10.0.0.0/24" });
    const address = await aws.create(EIP);
    const nat = await aws.create(NAT, { subnetId: subnet.id, allocationId: address.id });
    assert.equal(nat.outputs.privateIp, "10.0.0.4");
    await assert.rejects(
      aws.delete(subnet),
      /DependencyViolation: The subnet 'subnet-\w+' has dependencies and cannot be deleted/,
    );
    await aws.delete(nat);
    await aws.delete(subnet);
  });
});

describe("a VPC", () => {
  it("can't go before what is in it, and takes with it what AWS put there", async () => {
    const { aws, vpc } = await network();
    const group = await aws.create(GROUP, { vpcId: vpc.id });
    await assert.rejects(aws.delete(vpc), /DependencyViolation/);
    await aws.delete(group);
    await aws.delete(vpc);
    assert.deepEqual(aws.account.all(), []);
  });

  it("is refused beyond the account's quota of five, and so is a sixth address", async () => {
    const aws = new SimulatedAws();
    for (let index = 0; index < 5; index++) {
      await aws.create(VPC, { cidrBlock: "10.0.0.0/16" });
      await aws.create(EIP);
    }
    await assert.rejects(aws.create(VPC, { cidrBlock: "10.0.0.0/16" }), /VpcLimitExceeded/);
    await assert.rejects(aws.create(EIP), /AddressLimitExceeded/);
  });
});

describe("a route", () => {
  it("is there once for a destination", async () => {
    const { aws, vpc } = await network();
    const gateway = await aws.create(GATEWAY, { vpcId: vpc.id });
    const table = await aws.create(TABLE, { vpcId: vpc.id });
    const route = await aws.create(ROUTE, {
      routeTableId: table.id,
      destinationCidrBlock: "0.0.0.0/0",
      gatewayId: gateway.id,
    });
    // The provider's hash of the destination.
    assert.equal(route.id, `r-${table.id}1080289494`);
    await assert.rejects(
      aws.create(ROUTE, route.inputs),
      /RouteAlreadyExists: The route identified by 0\.0\.0\.0\/0 already exists/,
    );
  });
});
