import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stackFilePath } from "../../config/stackText";
import { Rehearsal } from "./rehearsal";

const iam = join(__dirname, "../../../iam");
const previewPolicy = join(iam, "preview.json");

describe("a deployer with an IAM policy", () => {
  const dev = new Rehearsal("policy", stackFilePath("dev"));
  before(() => dev.write());
  after(() => dev.discard());

  it("is told what is no policy, before anything is done", async () => {
    const { code, output } = await dev.run("up", "--yes", "--policy", dev.stackFile);
    assert.equal(code, 2);
    assert.match(
      output,
      /^\S+Pulumi\.policy\.yaml is no IAM policy that the twin can hold calls against:\n.* JSON\b.*\n$/,
    );
  });

  it("is refused what it may not do, in AWS's words", async () => {
    const text = readFileSync(join(iam, "deployer.json"), "utf8").replace('"ec2:CreateNatGateway",', "");
    const without = dev.file("without.json", text);
    const { code, output } = await dev.tryUp(
      "--policy",
      without,
      join(iam, "deployer-iam.json"),
      join(iam, "deployer-addons.json"),
    );
    assert.notEqual(code, 0);
    assert.match(
      output,
      /creating EC2 NAT Gateway: operation error EC2: CreateNatGateway, https response error StatusCode: 403, RequestID: \S+, api error UnauthorizedOperation: You are not authorized to perform this operation\. User: arn:aws:sts::111111111111:assumed-role\/platform-deployer\/twin is not authorized to perform: ec2:CreateNatGateway because no identity-based policy allows the ec2:CreateNatGateway action/,
    );
  });

  it("goes on from there with the deployer's policy", async () => {
    await dev.up();
    await dev.assertUnchanged();
  });

  it("previews with the policy that only reads, after a refresh of everything too", async () => {
    await dev.succeed("preview", "--refresh", "--expect-no-changes", "--policy", previewPolicy);
  });

  it("changes nothing with it", async () => {
    dev.write({ "tags.owner": "somebody-else" });
    const { code, output } = await dev.tryUp("--policy", previewPolicy);
    assert.notEqual(code, 0);
    assert.match(output, /not authorized to perform: [\w-]+:\w*Tag\w* because no identity-based policy allows/);
  });

  it("tags everything anew, and goes without a trace, with the deployer's policy", async () => {
    await dev.up();
    await dev.succeed("destroy", "--yes", "--skip-preview");
  });
});
