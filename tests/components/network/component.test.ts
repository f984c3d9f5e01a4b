import assert from "node:assert/strict";
import { Network, withoutInternetGateway, type NetworkArgs } from "../../../components/network/component";
import { recordComponent } from "../../helpers/component";
import { record } from "../../helpers/recorder";
import { textOf } from "../../../recording/values";

const args: NetworkArgs = {
  region: "eu-west-1",
  accountId: "111111111111",
  cidrBlock: "10.20.0.0/16",
  availabilityZones: ["eu-west-1a", "eu-west-1b"],
  subnets: { private: { prefixLength: 18 }, public: { prefixLength: 22 } },
  natGateways: "single",
  interfaceEndpoints: [],
  clusterName: "demo",
  deletionProtection: false,
};

const network = (changes: Partial<NetworkArgs> = {}) =>
  recordComponent((opts) => new Network("net", { ...args, ...changes }, opts));

describe("Network", () => {
  it("lays the private block out first and tags subnets for what looks for them", async () => {
    const { inputs } = (await network()).get("awsx:ec2:Vpc");
    assert.deepEqual(inputs.subnetSpecs, [
      {
        type: "Private",
        cidrMask: 18,
        tags: {
          "kubernetes.io/role/internal-elb": "1",
          "kubernetes.io/role/cni": "1",
          "karpenter.sh/discovery": "demo",
        },
      },
      { type: "Public", cidrMask: 22, tags: { "kubernetes.io/role/elb": "1" } },
    ]);
    assert.equal(inputs.subnetStrategy, "Auto");
  });

  it("gives pods a range of their own, a subnet of it in each zone, and the way out of the zone", async () => {
    const recording = await network({
      podSubnets: { cidrBlock: "100.64.0.0/16" },
      interfaceEndpoints: ["sts"],
    });
    const [privateSubnet] = recording.get("awsx:ec2:Vpc").inputs.subnetSpecs as [{ tags: Record<string, string> }];
    assert.equal(privateSubnet.tags["kubernetes.io/role/cni"], "0");
    const range = recording.get("aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation");
    assert.equal(range.inputs.cidrBlock, "100.64.0.0/16");
    const subnets = recording.all("aws:ec2/subnet:Subnet");
    assert.deepEqual(
      subnets.map(({ inputs }) => [inputs.availabilityZone, inputs.cidrBlock]),
      [
        ["eu-west-1a", "100.64.0.0/18"],
        ["eu-west-1b", "100.64.64.0/18"],
      ],
    );
    for (const { inputs } of subnets) {
      assert.equal((inputs.tags as Record<string, string>)["kubernetes.io/role/cni"], "1");
    }
    assert.deepEqual(
      recording
        .all("aws:ec2/routeTableAssociation:RouteTableAssociation")
        .filter(({ name }) => name.startsWith("net-pods-"))
        .map(({ inputs }) => inputs.routeTableId),
      ["rtb-net-private-1", "rtb-net-private-2"],
    );
    recording.destroyedBefore(subnets[0] ?? range, range);
    const { ingress } = recording.get("aws:ec2/securityGroup:SecurityGroup").inputs as {
      ingress: [{ cidrBlocks: string[] }];
    };
    assert.deepEqual(ingress[0].cidrBlocks, ["10.20.0.0/16", "100.64.0.0/16"]);
  });

  it("has the NAT gateways asked for", async () => {
    for (const [natGateways, strategy] of [
      ["none", "None"],
      ["single", "Single"],
      ["onePerAz", "OnePerAz"],
    ] as const) {
      assert.deepEqual((await network({ natGateways })).get("awsx:ec2:Vpc").inputs.natGateways, { strategy });
    }
  });

  it("has no public subnet without NAT gateways, and no internet gateway at the VPC", async () => {
    const { inputs, transforms } = (await network({ natGateways: "none" })).get("awsx:ec2:Vpc");
    assert.deepEqual(
      (inputs.subnetSpecs as { type: string }[]).map(({ type }) => type),
      ["Private"],
    );
    assert.equal(transforms, 1);
    const gateway = {
      custom: true,
      type: "aws:ec2/internetGateway:InternetGateway",
      name: "net",
      props: { vpcId: "vpc-1", tags: { Name: "net" } },
      opts: {},
    };
    assert.deepEqual(withoutInternetGateway(gateway), { props: { vpcId: undefined, tags: { Name: "net" } }, opts: {} });
    assert.equal(withoutInternetGateway({ ...gateway, type: "aws:ec2/subnet:Subnet" }), undefined);
  });

  it("leaves the VPC's default security group without a rule", async () => {
    const { inputs } = (await network()).get("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup");
    assert.deepEqual(inputs, { vpcId: "vpc-net", tags: { Name: "net-default" } });
  });

  it("sends S3 traffic of every subnet through the free gateway endpoint", async () => {
    const { inputs } = (await network()).get("aws:ec2/vpcEndpoint:VpcEndpoint");
    assert.equal(inputs.vpcEndpointType, "Gateway");
    assert.equal(inputs.serviceName, "com.amazonaws.eu-west-1.s3");
    assert.equal((inputs.routeTableIds as string[]).length, 4);
  });

  it("puts interface endpoints into the private subnets, reachable by HTTPS from the VPC alone", async () => {
    const recording = await network({ interfaceEndpoints: ["ecr.api", "sts"] });
    const { inputs } = recording.get("aws:ec2/vpcEndpoint:VpcEndpoint", "net-ecr.api");
    assert.equal(inputs.privateDnsEnabled, true);
    assert.deepEqual(inputs.subnetIds, ["subnet-net-private-1", "subnet-net-private-2"]);
    assert.deepEqual(recording.get("aws:ec2/securityGroup:SecurityGroup").inputs.ingress, [
      { protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["10.20.0.0/16"] },
    ]);
    assert.equal(recording.all("aws:ec2/vpcEndpoint:VpcEndpoint").length, 3);
  });

  it("makes no security group when there is nothing behind it", async () => {
    assert.deepEqual((await network()).all("aws:ec2/securityGroup:SecurityGroup"), []);
  });

  it("keeps flow logs for as long as asked, written by a role that can write nowhere else", async () => {
    const recording = await network({ flowLogs: { retentionDays: 90 }, deletionProtection: true });
    const logGroup = recording.get("aws:cloudwatch/logGroup:LogGroup");
    assert.equal(logGroup.inputs.retentionInDays, 90);
    recording.protectedIn(logGroup);
    const policy = recording.get("aws:iam/rolePolicy:RolePolicy");
    const { Statement } = JSON.parse(textOf(policy.inputs.policy)) as { Statement: { Resource: string }[] };
    assert.deepEqual(
      Statement.map(({ Resource }) => Resource),
      ["arn:aws:logs:eu-west-1:111111111111:log-group:net-flow-logs:*"],
    );
    recording.happensBefore(policy, "FlowLog::net-flow-logs");
  });

  it("asks for the aws provider it needs instead of falling back to a default one", async () => {
    await assert.rejects(
      record(() => {
        new Network("net", args);
      }),
      /an aws.Provider is needed among the component's `providers`/,
    );
  });
});
