import assert from "node:assert/strict";
import { findStackFile } from "../../../config/findStackFile";
import { Account } from "../../../twin/aws/account";
import { valuesAt } from "../../../twin/aws/paths";
import type { Changes } from "../../config/stackText";
import { Rehearsal } from "./rehearsal";

const NODE_GROUP = "aws:eks/nodeGroup:NodeGroup";

describe("a managed group that an autoscaler scales, on the twin", () => {
  const rehearsal = new Rehearsal("e2e-scaling", findStackFile("smallest"));
  const account = () => new Account("333333333333", rehearsal.environment.accountFile("333333333333"));
  const group = () => account().list(NODE_GROUP)[0];
  const size = () => valuesAt(group()?.outputs ?? {}, "scalingConfig.desiredSize")[0];

  /** An autoscaler asks EKS for as many nodes; Pulumi is not told. */
  function autoscale(desiredSize: number): void {
    const stored = group();
    assert.ok(stored);
    const scalingConfig = { ...(stored.outputs["scalingConfig"] as object), desiredSize };
    account().put({ ...stored, outputs: { ...stored.outputs, scalingConfig } });
  }

  function change(changes: Changes) {
    rehearsal.write(changes);
    return rehearsal.up();
  }

  before(async () => {
    rehearsal.write();
    await rehearsal.up();
  });
  after(() => rehearsal.discard());

  it("is not touched for its size alone, with or without a refresh", async () => {
    autoscale(2);
    await rehearsal.assertUnchanged();
    await rehearsal.succeed("refresh", "--yes", "--skip-preview");
    await rehearsal.assertUnchanged();
  });

  it("keeps its nodes when its limits change", async () => {
    autoscale(3);
    await change({ "dataPlane.0.scaling.max": 5 });
    assert.equal(size(), 3);
    await rehearsal.assertUnchanged();
  });

  it("has as many nodes as new limits and a replacement let it", async () => {
    await change({ "dataPlane.0.scaling": { min: 4, max: 5 } });
    assert.equal(size(), 4);
    autoscale(5);
    await change({ "dataPlane.0.scaling": { min: 4, max: 5 }, "dataPlane.0.instanceTypes": ["m6i.large"] });
    assert.equal(size(), 5);
  });
});
