import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { readCheckpoint } from "../../../twin/engine/checkpoint";
import { stackFilePath } from "../../config/stackText";
import { Rehearsal } from "./rehearsal";

const DEVELOPER = "arn:aws:iam::111111111111:role/developer";

describe("preflight of an account", () => {
  const dev = new Rehearsal("preflight", stackFilePath("dev"));
  before(() => dev.write());
  after(() => dev.discard());
  afterEach(() => dev.write());

  /** Its lines by subject: verdict, and what was found. */
  const preflight = async (...flags: string[]) => {
    const { code, stdout, output } = await dev.run("preflight", ...flags);
    const lines = [...stdout.matchAll(/^(ok|wrong|unknown) +(.*?) {2,}(.*)$/gm)];
    assert.ok(lines.length > 0, output);
    const found = new Map(lines.map(([, verdict, subject = "", detail]) => [subject, `${verdict}: ${detail}`]));
    const others = [...found.values()].filter((answer) => !answer.startsWith("ok"));
    return { code, found, others, output };
  };

  it("finds nothing wrong where nothing is, and makes neither account nor state", async () => {
    const { code, others, output } = await preflight();
    assert.deepEqual([code, others], [0, []], output);
    assert.equal(existsSync(dev.environment.accountFile("111111111111")), false);
    assert.deepEqual(readCheckpoint(dev.environment)?.resources ?? [], []);
  });

  it("names a principal that is missing, and a build that EKS does not offer", async () => {
    dev.write({ "versions.addons.vpc-cni": "v1.99.0-eksbuild.1" });
    const { code, found, others, output } = await preflight("--missing-principal", DEVELOPER);
    assert.deepEqual([code, others.length], [1, 2], output);
    assert.match(found.get("role/developer") ?? "", /^wrong: \S+developer is not in the account/);
    assert.match(
      found.get("add-on vpc-cni") ?? "",
      /^wrong: v1\.99\.0-eksbuild\.1 is not offered: EKS's default for 1\.36/,
    );
  });

  it("names a release of the nodes' image that was never published, and a zone that is not there", async () => {
    dev.write({
      "versions.nodes.al2023": "1.36.4-20260931",
      "network.availabilityZones": ["eu-west-1a", "eu-west-1f"],
    });
    const { code, found } = await preflight();
    assert.equal(code, 1);
    assert.match(found.get("image AL2023_x86_64_STANDARD") ?? "", /^wrong: 1\.36\.4-20260931 is not published/);
    assert.match(found.get("zones") ?? "", /^wrong: eu-west-1f is not open to this account/);
    assert.match(found.get("instances of system") ?? "", /^wrong: eu-west-1f does not offer m7i\.large, m6i\.large/);
  });

  it("does not know of a build between the default and the newest", async () => {
    dev.write({ "versions.addons.vpc-cni": "v1.23.0-eksbuild.1" });
    const { code, found, output } = await preflight();
    assert.equal(code, 0, output);
    assert.match(found.get("add-on vpc-cni") ?? "", /^unknown: v1\.23\.0-eksbuild\.1 is neither/);
    assert.match(output, /aws eks describe-addon-versions --region eu-west-1 /);
  });

  it("asks nothing more of another account", async () => {
    const { code, found } = await preflight("--account", "999999999999");
    assert.deepEqual([code, [...found.keys()]], [1, ["account", "all else"]]);
  });

  it("names the caller who is not the deployer", async () => {
    const { code, found } = await preflight("--as", DEVELOPER);
    assert.equal(code, 1);
    assert.match(found.get("caller") ?? "", /^wrong: The credentials are of .*developer/);
  });

  it("asks for more vCPUs in a new account, whose service-linked roles AWS has still to make", async () => {
    const { code, found, output } = await preflight("--new-account");
    assert.equal(code, 1);
    assert.match(found.get("on-demand Standard instances") ?? "", /^wrong: needs up to 8 vCPUs of 5/);
    assert.match(output, /request-service-quota-increase --region eu-west-1 .*L-1216C47A --desired-value 8/);
    assert.match(found.get("AWSServiceRoleForAmazonEKS") ?? "", /^ok: is not there yet/);
  });

  it("changes nothing of an environment that is up, and counts what is its own once", async () => {
    await dev.up();
    const files = () =>
      [dev.environment.accountFile("111111111111"), checkpointFile()].map((file) => readFileSync(file, "utf8"));
    const checkpointFile = () => `${dev.environment.backendDirectory}/.pulumi/stacks/eks-platform/${dev.name}.json`;
    const before = files();
    const { code, found, others, output } = await preflight();
    assert.deepEqual([code, others], [0, []], output);
    assert.match(found.get("VPCs") ?? "", /needs 0 more; 1 of 5/);
    assert.match(found.get("clusters") ?? "", /needs 0 more; 1 of 100/);
    assert.deepEqual(files(), before);
  });
});
