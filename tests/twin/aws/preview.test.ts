import assert from "node:assert/strict";
import { UNKNOWN } from "../../../twin/provider/values";
import { SimulatedAws } from "./simulated";

const LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";

describe("a preview", () => {
  it("of a creation knows the inputs and nothing that AWS makes up", async () => {
    const aws = new SimulatedAws();
    const outputs = await aws.preview("aws:ec2/subnet:Subnet", {
      vpcId: UNKNOWN,
      cidrBlock: "10.0.0.0/24",
      availabilityZone: "eu-west-1a",
    });
    assert.equal(outputs.cidrBlock, "10.0.0.0/24");
    assert.equal(outputs.availabilityZone, "eu-west-1a");
    assert.equal(outputs.mapPublicIpOnLaunch, false);
    for (const name of ["arn", "vpcId", "availabilityZoneId", "ownerId"]) assert.equal(outputs[name], UNKNOWN, name);
  });

  it("creates nothing, and asks AWS nothing", async () => {
    const aws = new SimulatedAws();
    await aws.preview("aws:ec2/subnet:Subnet", { vpcId: "vpc-none", cidrBlock: "10.0.0.0/24" });
    await aws.preview("aws:cloudwatch/logGroup:LogGroup", { name: "/twice" });
    await aws.preview("aws:cloudwatch/logGroup:LogGroup", { name: "/twice" });
    assert.equal(await aws.read({ type: "aws:cloudwatch/logGroup:LogGroup", id: "/twice" }), undefined);
  });

  it("of an update keeps what stays, so that what depends on it is not disturbed", async () => {
    const aws = new SimulatedAws();
    const vpc = await aws.create("aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" });
    const outputs = await aws.previewUpdate(vpc, { enableDnsHostnames: true, tags: { a: "b" } });
    assert.equal(outputs.arn, vpc.outputs.arn);
    assert.equal(outputs.mainRouteTableId, vpc.outputs.mainRouteTableId);
    assert.equal(outputs.enableDnsHostnames, true);
    assert.deepEqual(outputs.tagsAll, { a: "b" });
  });

  it("does not know the next version of a launch template, unless only its tags change", async () => {
    const aws = new SimulatedAws();
    const template = await aws.create(LAUNCH_TEMPLATE, { instanceType: "m6i.large" });
    assert.equal(template.outputs.latestVersion, 1);
    assert.equal((await aws.previewUpdate(template, { instanceType: "m7i.large" })).latestVersion, UNKNOWN);
    assert.equal((await aws.previewUpdate(template, { tags: { a: "b" } })).latestVersion, 1);

    const updated = await aws.update(template, { instanceType: "m7i.large" });
    assert.equal(updated.outputs.latestVersion, 2);
    assert.equal(updated.outputs.defaultVersion, 1);
    assert.equal((await aws.update(updated, { tags: { a: "b" } })).outputs.latestVersion, 2);
    assert.ok(
      !Object.keys(updated.outputs).some((name) => name.startsWith("__")),
      "notes of the simulation stay inside",
    );
  });
});
