import assert from "node:assert/strict";
import { rulesOf } from "../../../twin/aws/rules";
import { shown } from "../../../twin/aws/read";
import { SimulatedAws } from "./simulated";

const VPC = "aws:ec2/vpc:Vpc";
const EIP = "aws:ec2/eip:Eip";

const quota = async (aws: SimulatedAws, serviceCode: string, quotaCode: string) =>
  aws.invoke("aws:servicequotas/getServiceQuota:getServiceQuota", { serviceCode, quotaCode });

describe("a question about quotas", () => {
  it("is answered with what the account may have, and with AWS's default", async () => {
    const standard = ["ec2", "L-1216C47A"] as const;
    const used = await quota(new SimulatedAws(), ...standard);
    const fresh = await quota(new SimulatedAws({ isNewAccount: true }), ...standard);
    assert.deepEqual([used.value, used.defaultValue, fresh.value], [1152, 5, 5]);
  });

  it("is answered as the account then refuses", async () => {
    const aws = new SimulatedAws();
    for (const [type, service, code] of [
      [VPC, "vpc", "L-F678F1CE"],
      [EIP, "ec2", "L-0263D0A3"],
    ] as const) {
      const [{ count } = { count: undefined }] = rulesOf(type).quotas ?? [];
      assert.equal((await quota(aws, service, code)).value, count);
    }
  });

  it("is refused for a quota that there is not", async () => {
    await assert.rejects(quota(new SimulatedAws(), "vpc", "L-1216C47A"), /GetServiceQuota.* NoSuchResourceException/);
  });
});

describe("a question about what is in the account", () => {
  it("is answered by tags, those of the provider included", async () => {
    const aws = new SimulatedAws({ config: { defaultTags: JSON.stringify({ tags: { environment: "dev" } }) } });
    const own = await aws.create(VPC, { cidrBlock: "10.20.0.0/16" });
    aws.put(VPC, "vpc-other", { cidrBlock: "10.30.0.0/16" });
    const vpcs = async (args = {}) => (await aws.invoke("aws:ec2/getVpcs:getVpcs", args)).ids;
    assert.deepEqual(await vpcs(), [own.id, "vpc-other"]);
    assert.deepEqual(await vpcs({ tags: { environment: "dev" } }), [own.id]);
    assert.deepEqual(await vpcs({ tags: { environment: "prod" } }), []);
    await assert.rejects(vpcs({ filters: [{ name: "state", values: ["available"] }] }), /by tags, not by filters/);
    const eip = await aws.create(EIP, { domain: "vpc" });
    const { allocationIds } = await aws.invoke("aws:ec2/getEips:getEips", { tags: { environment: "dev" } });
    assert.deepEqual(allocationIds, [eip.id]);
  });

  it("finds the roles of AWS's services in an account that was used before, and nobody else's", async () => {
    const role = async (aws: SimulatedAws, name: string) => (await aws.invoke("aws:iam/getRole:getRole", { name })).arn;
    const used = new SimulatedAws();
    assert.match(
      shown(await role(used, "AWSServiceRoleForAmazonEKS")),
      /role\/aws-service-role\/eks\.amazonaws\.com\//,
    );
    await assert.rejects(role(used, "AWSServiceRoleForAmazonPonies"), /couldn't find resource/);
    const fresh = new SimulatedAws({ isNewAccount: true });
    await assert.rejects(role(fresh, "AWSServiceRoleForAmazonEKS"), /couldn't find resource/);
    fresh.put("aws:eks/cluster:Cluster", "demo", { name: "demo" });
    assert.ok(await role(fresh, "AWSServiceRoleForAmazonEKS"));
    await assert.rejects(role(fresh, "AWSServiceRoleForAmazonEKSNodegroup"), /couldn't find resource/);
  });
});

describe("a question about what AWS offers", () => {
  const aws = new SimulatedAws();

  it("tells the default build of an add-on and the newest, of a minor that is known", async () => {
    const build = async (kubernetesVersion: string, mostRecent: boolean) =>
      (
        await aws.invoke("aws:eks/getAddonVersion:getAddonVersion", {
          addonName: "kube-proxy",
          kubernetesVersion,
          mostRecent,
        })
      ).version;
    assert.deepEqual(
      [await build("1.36", false), await build("1.36", true)],
      ["v1.36.0-eksbuild.25", "v1.36.0-eksbuild.45"],
    );
    await assert.rejects(build("1.20", false), /knows no build of kube-proxy for 1\.20/);
  });

  it("tells the minors with their support, and takes no condition that it does not know", async () => {
    const token = "aws:eks/getClusterVersions:getClusterVersions";
    const { clusterVersions } = await aws.invoke(token, { includeAll: true });
    const statuses = new Map(
      (clusterVersions as { clusterVersion: string; versionStatus: string }[]).map((row) => [
        row.clusterVersion,
        row.versionStatus,
      ]),
    );
    assert.deepEqual([statuses.get("1.36"), statuses.get("1.32")], ["STANDARD_SUPPORT", "EXTENDED_SUPPORT"]);
    await assert.rejects(aws.invoke(token, { defaultOnly: true }), /includeAll and no other condition/);
  });

  it("tells the release that is recommended", async () => {
    const recommended = async (path: string) =>
      (await aws.invoke("aws:ssm/getParameter:getParameter", { name: `/aws/service/${path}` })).insecureValue;
    const al2023 = "eks/optimized-ami/1.36/amazon-linux-2023/x86_64/standard/recommended/release_version";
    assert.match(shown(await recommended(al2023)), /^1\.36\.\d+-\d{8}$/);
    assert.match(
      shown(await recommended("bottlerocket/aws-k8s-1.36/arm64/latest/image_version")),
      /^\d+\.\d+\.\d+-\w{8}$/,
    );
    await assert.rejects(recommended(al2023.replace("1.36", "1.20")), /couldn't find resource/);
  });

  it("tells which zones have an instance type", async () => {
    const token = "aws:ec2/getInstanceTypeOfferings:getInstanceTypeOfferings";
    const filters = [{ name: "instance-type", values: ["m7i.large", "m7i.tiny"] }];
    const { instanceTypes, locations } = await aws.invoke(token, { filters, locationType: "availability-zone" });
    assert.deepEqual(new Set(instanceTypes as string[]), new Set(["m7i.large"]));
    assert.deepEqual(locations, ["eu-west-1a", "eu-west-1b", "eu-west-1c"]);
    await assert.rejects(aws.invoke(token, { filters }), /by availability-zone/);
  });
});
