import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Account } from "../../../twin/aws/account";
import { readCheckpoint } from "../../../twin/engine/checkpoint";
import { stackFilePath } from "../../config/stackText";
import { Rehearsal } from "./rehearsal";

const DEPLOYER = "arn:aws:iam::111111111111:role/platform-deployer";

describe("an account that is not as the stack file says", () => {
  const dev = new Rehearsal("account", stackFilePath("dev"));
  before(() => dev.write());
  after(() => dev.discard());

  const refused = async (command: "preview" | "up", ...flags: string[]) => {
    const { code, output } = await dev.run(command, ...flags);
    assert.notEqual(code, 0, output);
    return output;
  };

  it("fails the preview of somebody whom the cluster would refuse", async () => {
    const output = await refused("preview", "--as", "arn:aws:iam::111111111111:role/teams/Admin");
    assert.match(
      output,
      /credentials are of arn:aws:sts::111111111111:assumed-role\/Admin\/\S+, which is not account\.deployerRoleArn/,
    );
  });

  it("ends an update of such a caller before there is a cluster", async () => {
    await refused("up", "--yes", "--skip-preview", "--as", "arn:aws:iam::111111111111:role/Admin");
    const resources = readCheckpoint(dev.environment)?.resources ?? [];
    assert.ok(!resources.some(({ type }) => type === "aws:eks/cluster:Cluster"));
  });

  it("lets such a caller assume the deployer's role where the stack file says so", async () => {
    dev.write({ "account.assumeDeployerRole": true });
    await dev.succeed("preview", "--as", "arn:aws:iam::111111111111:role/Admin");
    dev.write();
  });

  it("fails the preview when principals of cluster.access do not exist, and names all of them", async () => {
    const typos = [DEPLOYER.replace("deployer", "deploier"), DEPLOYER.replace("deployer", "viewer")];
    const entry = (principalArn: string) => ({ principalArn, policy: "view" });
    const [one = "", two = ""] = typos;
    dev.write({ "cluster.access.one": entry(one), "cluster.access.two": entry(two) });
    const output = await refused("preview", "--missing-principal", ...typos);
    assert.match(output, /is not in the account 111111111111: \S+deploier, \S+viewer\./);
    dev.write();
  });
});

describe("a zone that the account does not have", () => {
  const dev = new Rehearsal("zones", stackFilePath("dev"));
  after(() => dev.discard());

  it("fails the preview", async () => {
    dev.write({ "network.availabilityZones": ["eu-west-1a", "eu-west-1f"] });
    const { code, output } = await dev.run("preview");
    assert.notEqual(code, 0);
    assert.match(output, /eu-west-1f is not open to this account; open are eu-west-1a/);
  });
});

describe("a private API server", () => {
  const smallest = new Rehearsal("private", join(__dirname, "../../stacks/Pulumi.smallest.yaml"));
  const image = "public.ecr.aws/nginx/nginx-unprivileged:1.29.8-alpine";
  const privateAccess = { cidrBlocks: ["10.60.0.0/22"] };
  const permissionsBoundaryArn = "arn:aws:iam::333333333333:policy/boundary";
  const closed = {
    "cluster.endpoint": { privateAccess },
    "cluster.deletionProtection": false,
    "account.permissionsBoundaryArn": permissionsBoundaryArn, // the deployer may not take it off again
  };
  after(() => smallest.discard());

  it("is brought up from one address on the internet, then closed; its roles have the boundary asked for", async () => {
    const endpoint = { public: true, publicAccessCidrs: ["8.8.8.8/32"], privateAccess };
    smallest.write({ ...closed, "apps.hello": { image }, "cluster.endpoint": endpoint });
    await smallest.up("--from", "8.8.8.8");
    const account = Account.open(smallest.environment.accountFile("333333333333"));
    const roles = account?.list("aws:iam/role:Role") ?? [];
    assert.deepEqual([...new Set(roles.map(({ outputs }) => outputs.permissionsBoundary))], [permissionsBoundaryArn]);
    smallest.write({ ...closed, "apps.hello": { image } });
    await smallest.up("--from", "8.8.8.8");
    await smallest.assertUnchanged();
  });

  it("answers a caller in the VPC, and nobody outside", async () => {
    smallest.write({ ...closed, "apps.hello": { image, greeting: "Hello again" } });
    const { code, output } = await smallest.tryUp("--from", "8.8.8.8");
    assert.notEqual(code, 0);
    assert.match(
      output,
      /does not answer from here[^]*answers in the VPC only[^]*cluster\.endpoint says who can reach it/,
    );
    await smallest.up("--from", "10.60.0.7");
  });
});

describe("a destroy that network interfaces of the CNI hold", () => {
  const smallest = new Rehearsal("held", join(__dirname, "../../stacks/Pulumi.smallest.yaml"));
  before(() => smallest.write({ "cluster.deletionProtection": false }));
  after(() => smallest.discard());

  it("fails at the security group of the nodes, and ends when they have been deleted", async () => {
    await smallest.up();
    const { code, output } = await smallest.run("destroy", "--yes", "--skip-preview", "--left-interfaces");
    assert.notEqual(code, 0);
    assert.match(output, /DeleteSecurityGroup.*DependencyViolation/);
    await smallest.succeed("destroy", "--yes", "--skip-preview");
    assert.ok(!existsSync(smallest.environment.directory));
  });
});

describe("a cluster that comes again under its name", () => {
  const smallest = new Rehearsal("again", join(__dirname, "../../stacks/Pulumi.smallest.yaml"));
  before(() => smallest.write({ "cluster.deletionProtection": false }));
  after(() => smallest.discard());

  it("is refused in the preview while EKS's log group is there, with the way out", async () => {
    await smallest.up();
    const { code, output } = await smallest.run("destroy", "--yes", "--skip-preview", "--late-logs");
    assert.equal(code, 1);
    assert.match(output, /this was left behind:\n {2}aws:cloudwatch\/logGroup:LogGroup \/aws\/eks\/smallest\/cluster/);
    assert.ok(existsSync(smallest.environment.directory));
    const again = await smallest.run("preview");
    assert.notEqual(again.code, 0);
    assert.match(
      again.output,
      /aws logs delete-log-group --region us-east-1 --log-group-name \/aws\/eks\/smallest\/cluster/,
    );
  });
});
