import assert from "node:assert/strict";
import {
  ADDON,
  addon,
  CLUSTER,
  clusterInputs,
  DEMO,
  NODE_GROUP,
  nodeGroupInputs,
  Stage,
  stageWithCluster,
  SYSTEM,
  VPC_CNI,
} from "../stage";

const vpcConfig = (over: object) => ({ subnetIds: ["subnet-a", "subnet-b"], ...over });

describe("EKS cluster", () => {
  it("gets the real endpoint, a security group of its own and interfaces in its subnets", async () => {
    const stage = new Stage();
    const { id, outputs } = await stage.create(CLUSTER, clusterInputs());
    assert.equal(id, "demo");
    assert.equal(outputs["endpoint"], "https://127.0.0.1:6443");
    assert.deepEqual(outputs["certificateAuthority"], { data: "Y2E=" });
    assert.equal(outputs["status"], "ACTIVE");
    assert.match(JSON.stringify(outputs["vpcConfig"]), /"vpcId":"vpc-1".*"clusterSecurityGroupId":"sg-[0-9a-f]{17}"/);
    assert.match(
      JSON.stringify(outputs["identities"]),
      /https:\/\/oidc\.eks\.eu-west-1\.amazonaws\.com\/id\/[0-9A-F]{32}/,
    );
    assert.deepEqual(stage.hidden().sort(), [
      "aws:ec2/networkInterface:NetworkInterface",
      "aws:ec2/networkInterface:NetworkInterface",
      "aws:ec2/securityGroup:SecurityGroup",
    ]);
    assert.deepEqual(stage.minors, ["1.36"]);
  });

  const refusals: readonly [what: string, over: Parameters<typeof clusterInputs>[0], message: RegExp][] = [
    [
      "a version that EKS has not",
      { version: "1.99" },
      /InvalidParameterException: unsupported Kubernetes version 1\.99/,
    ],
    ["a patch version", { version: "1.36.2" }, /InvalidParameterException: unsupported Kubernetes version 1\.36\.2/],
    ["a retired version", { version: "1.29" }, /InvalidParameterException: unsupported Kubernetes version 1\.29/],
    [
      "a zone without EKS",
      { vpcConfig: vpcConfig({ subnetIds: ["subnet-a", "subnet-bad"] }) },
      /UnsupportedAvailabilityZoneException: .*use1-az3/,
    ],
    [
      "a subnet that is almost full",
      { vpcConfig: vpcConfig({ subnetIds: ["subnet-a", "subnet-small"] }) },
      /subnet-small does not have enough free IP addresses: 5 of at least 6/,
    ],
    [
      "a subnet that is not there",
      { vpcConfig: vpcConfig({ subnetIds: ["subnet-a", "subnet-x"] }) },
      /InvalidParameterException: The subnet ID 'subnet-x' does not exist/,
    ],
    [
      "reserved ranges for its public endpoint",
      { vpcConfig: vpcConfig({ publicAccessCidrs: ["52.20.7.0/24", "203.0.113.0/24", "100.64.0.0/10"] }) },
      /InvalidParameterException: The following CIDRs are not allowed in publicAccessCidrs: \[203\.0\.113\.0\/24, 100\.64\.0\.0\/10\]/,
    ],
    [
      "a role that is not there",
      { roleArn: "arn:aws:iam::111111111111:role/nobody" },
      /InvalidParameterException: Role with arn: .*nobody, could not be assumed/,
    ],
    [
      "a role that trusts another service",
      { roleArn: "arn:aws:iam::111111111111:role/node" },
      /trusted entity is not correct: eks\.amazonaws\.com/,
    ],
    [
      "a role without its policy",
      { roleArn: "arn:aws:iam::111111111111:role/bare" },
      /\[AmazonEKSClusterPolicy\] are attached/,
    ],
    [
      "a key that is not there",
      {
        encryptionConfig: { resources: ["secrets"], provider: { keyArn: "arn:aws:kms:eu-west-1:111111111111:key/x" } },
      },
      /InvalidParameterException: The KMS key .* could not be found/,
    ],
  ];
  for (const [what, over, message] of refusals) {
    it(`refuses ${what}`, async () => {
      const stage = new Stage();
      stage.putSubnet("subnet-bad", "10.0.20.0/24", "b", "use1-az3");
      stage.putSubnet("subnet-small", "10.0.21.0/28", "b");
      for (let index = 0; index < 6; index++) {
        const taken = { subnetId: "subnet-small", privateIp: `10.0.21.${index + 4}` };
        stage.put("aws:ec2/networkInterface:NetworkInterface", `eni-${index}`, taken);
      }
      stage.putRole("bare", "eks.amazonaws.com", []);
      await assert.rejects(stage.create(CLUSTER, clusterInputs(over)), message);
      assert.deepEqual(stage.hidden(), []);
      assert.deepEqual(stage.minors, []);
    });
  }

  it("refuses a name twice with AWS's code and the provider's words", async () => {
    const stage = await stageWithCluster();
    await assert.rejects(
      stage.create(CLUSTER, clusterInputs(), "second"),
      /^AwsError: creating EKS Cluster \(demo\): operation error EKS: CreateCluster, https response error StatusCode: 409, RequestID: [0-9a-f-]{36}, ResourceInUseException: /,
    );
  });

  it("leaves nothing behind when the control plane can't be had", async () => {
    const stage = new Stage();
    stage.startControlPlane = () => Promise.reject(new Error("no binaries"));
    await assert.rejects(stage.create(CLUSTER, clusterInputs()), /no binaries/);
    assert.deepEqual(stage.hidden(), []);
  });

  it("goes up one minor", async () => {
    const stage = await stageWithCluster({ version: "1.35" });
    const { outputs } = await stage.update(DEMO, { version: "1.36" });
    assert.equal(outputs["version"], "1.36");
    assert.deepEqual(stage.minors, ["1.35", "1.36"]);
  });

  it("refuses to skip a minor", async () => {
    const stage = await stageWithCluster({ version: "1.35" });
    await assert.rejects(
      stage.update(DEMO, { version: "1.37" }),
      /updating EKS Cluster \(demo\): .*UpdateClusterVersion.*InvalidParameterException: Unsupported Kubernetes minor version update from 1\.35 to 1\.37/,
    );
    assert.deepEqual(stage.minors, ["1.35"]);
  });

  it("goes back within seven days of the upgrade", async () => {
    const stage = await stageWithCluster({ version: "1.35" });
    await stage.update(DEMO, { version: "1.36" });
    const { outputs } = await stage.update(DEMO, { version: "1.35" });
    assert.equal(outputs["version"], "1.35");
  });

  it("refuses to go back while nodes are newer", async () => {
    const stage = await stageWithCluster({ version: "1.35" });
    await stage.update(DEMO, { version: "1.36" });
    await stage.create(ADDON, VPC_CNI);
    await stage.create(NODE_GROUP, nodeGroupInputs());
    await assert.rejects(
      stage.update(DEMO, { version: "1.35" }),
      /InvalidStateException: .*the nodes of \[system\] are newer than 1\.35/,
    );
  });

  it("can't be deleted under deletion protection", async () => {
    const stage = await stageWithCluster({ deletionProtection: true });
    await assert.rejects(stage.delete(DEMO), /InvalidRequestException: .*deletion protection/);
  });

  it("can't be deleted while it has a node group", async () => {
    const stage = await stageWithCluster();
    await stage.create(ADDON, VPC_CNI);
    await stage.create(NODE_GROUP, nodeGroupInputs());
    await assert.rejects(
      stage.delete(DEMO),
      /StatusCode: 409.*ResourceInUseException: Cluster has nodegroups attached/,
    );
  });

  it("takes everything that EKS made with it", async () => {
    const stage = await stageWithCluster();
    await stage.create(ADDON, VPC_CNI);
    await stage.create(NODE_GROUP, nodeGroupInputs());
    await stage.delete(SYSTEM);
    await stage.delete(addon("vpc-cni"));
    await stage.delete(DEMO);
    assert.deepEqual(stage.hidden(), []);
    assert.deepEqual(stage.cluster.names("Node"), []);
    assert.deepEqual(stage.cluster.names("DaemonSet"), []);
    assert.deepEqual(stage.cluster.names("ClusterRoleBinding"), []);
  });

  it("tells which namespaces of users go with it", async () => {
    const stage = await stageWithCluster();
    stage.cluster.put({ apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } });
    await stage.delete(DEMO);
    assert.match(stage.warnings.join(), /in the namespaces shop/);
  });
});
