import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { stackFilePath } from "../../config/stackText";
import { Rehearsal } from "./rehearsal";
import { succeed } from "./twin";

describe("an environment with deletion protection on the twin", () => {
  const prod = new Rehearsal("e2e-protected", stackFilePath("prod"));
  const unprotected = { "cluster.deletionProtection": false };

  before(async () => {
    prod.write();
    await prod.up();
  });
  after(() => prod.discard());

  it("refuses to be destroyed before anything is deleted", async () => {
    const { code, output } = await prod.run("destroy", "--yes");
    assert.notEqual(code, 0);
    assert.match(output, /cannot be deleted\s+because it is protected/);
    await prod.assertUnchanged();
  });

  it("keeps its protection while it is production, and says how to delete it", async () => {
    prod.write(unprotected);
    const { code, output } = await prod.tryUp();
    assert.notEqual(code, 0);
    assert.match(output, /to delete the environment, deploy it with this and\s+purpose: development/);
  });

  it("is deleted after a deployment as development without protection, which replaces nothing", async () => {
    prod.write({ ...unprotected, purpose: "development" });
    assert.deepEqual(await prod.plannedSteps(), [
      { op: "update", resource: "aws:eks/cluster:Cluster::cluster-eksCluster" },
    ]);
    await prod.up();
    await prod.succeed("destroy", "--yes");
    assert.equal(existsSync(prod.environment.directory), false);
  });
});

describe("an environment with deletion protection that destroy refuses to delete", () => {
  const smallest = new Rehearsal("e2e-forgotten", join(__dirname, "../../stacks/Pulumi.smallest.yaml"));
  after(() => smallest.discard());

  it("can be forgotten", async () => {
    smallest.write();
    await smallest.up();
    assert.notEqual((await smallest.run("destroy", "--yes")).code, 0);
    await succeed("forget", smallest.name);
    assert.equal(existsSync(smallest.environment.directory), false);
  });
});
