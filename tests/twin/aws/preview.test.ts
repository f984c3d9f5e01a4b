import assert from "node:assert/strict";
import { UNKNOWN } from "../../../twin/provider/values";
import { SimulatedAws } from "./simulated";

const LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";

describe("a preview", () => {
  it("of a creation knows the inputs and nothing that AWS makes up", async () => {
    const aws = await SimulatedAws.start();
    const outputs = await aws.preview("aws:ec2/subnet:Subnet", "a", {
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
    const aws = await SimulatedAws.start();
    await aws.preview("aws:ec2/subnet:Subnet", "a", { vpcId: "vpc-none", cidrBlock: "10.0.0.0/24" });
    await aws.preview("aws:cloudwatch/logGroup:LogGroup", "a", { name: "/twice" });
    await aws.preview("aws:cloudwatch/logGroup:LogGroup", "b", { name: "/twice" });
    assert.equal(await aws.import("aws:cloudwatch/logGroup:LogGroup", "a", "/twice"), undefined);
  });

  it("of an update keeps what stays, so that what depends on it is not disturbed", async () => {
    const aws = await SimulatedAws.start();
    const vpc = await aws.create("aws:ec2/vpc:Vpc", "net", { cidrBlock: "10.0.0.0/16" });
    const { outputs } = await aws.update(
      vpc,
      { cidrBlock: "10.0.0.0/16", enableDnsHostnames: true, tags: { a: "b" } },
      true,
    );
    assert.equal(outputs.arn, vpc.outputs.arn);
    assert.equal(outputs.mainRouteTableId, vpc.outputs.mainRouteTableId);
    assert.equal(outputs.enableDnsHostnames, true);
    assert.deepEqual(outputs.tagsAll, { a: "b" });
  });

  it("does not know the next version of a launch template, unless only its tags change", async () => {
    const aws = await SimulatedAws.start();
    const template = await aws.create(LAUNCH_TEMPLATE, "nodes", { instanceType: "m6i.large" });
    assert.equal(template.outputs.latestVersion, 1);
    assert.equal((await aws.update(template, { instanceType: "m7i.large" }, true)).outputs.latestVersion, UNKNOWN);
    assert.equal(
      (await aws.update(template, { instanceType: "m6i.large", tags: { a: "b" } }, true)).outputs.latestVersion,
      1,
    );

    const updated = await aws.update(template, { instanceType: "m7i.large" });
    assert.equal(updated.outputs.latestVersion, 2);
    assert.equal(updated.outputs.defaultVersion, 1);
    assert.equal((await aws.update(updated, { instanceType: "m7i.large", tags: { a: "b" } })).outputs.latestVersion, 2);
    assert.ok(
      !Object.keys(updated.outputs).some((name) => name.startsWith("__")),
      "notes of the simulation stay inside",
    );
  });
});
