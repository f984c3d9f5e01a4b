import assert from "node:assert/strict";
import { EksOperation } from "../../../../../twin/aws/eks/context";
import {
  checkVersionChange,
  offeredMinors,
  type VersionChange,
} from "../../../../../twin/aws/eks/cluster/versionRules";

const operation = new EksOperation("UpdateClusterVersion", "EKS Cluster (demo)");

const change = (over: Partial<VersionChange>): VersionChange => ({
  from: "1.35",
  to: "1.36",
  now: new Date("2026-11-21T12:00:00Z"),
  supportType: "EXTENDED",
  nodeGroups: [],
  incompatibleAddons: [],
  ...over,
});

const upgrade = (day: string) => ({ from: "1.34", to: "1.35", completedAt: new Date(`${day}T12:00:00Z`) });

describe("EKS version changes", () => {
  const table: readonly [what: string, over: Partial<VersionChange>, refused: RegExp | undefined][] = [
    ["up by one", {}, undefined],
    [
      "up by two",
      { to: "1.37" },
      /InvalidParameterException: Unsupported Kubernetes minor version update from 1\.35 to 1\.37/,
    ],
    [
      "to a minor that does not exist",
      { to: "1.99" },
      /InvalidParameterException: unsupported Kubernetes version 1\.99/,
    ],
    [
      "to a minor that is not out yet",
      { from: "1.36", to: "1.37", now: new Date("2026-09-01") },
      /unsupported Kubernetes version 1\.37/,
    ],
    ["up with nodes three minors behind", { nodeGroups: [{ name: "old", version: "1.33" }] }, undefined],
    [
      "up with nodes that would be four behind",
      { nodeGroups: [{ name: "old", version: "1.32" }] },
      /InvalidRequestException: Nodegroups \[old\]/,
    ],
    ["back on the seventh day", { to: "1.34", lastUpdate: upgrade("2026-11-14") }, undefined],
    [
      "back on the eighth day",
      { to: "1.34", lastUpdate: upgrade("2026-11-13") },
      /InvalidRequestException: .*possible for 7 days/,
    ],
    ["back from the version it was created at", { to: "1.34" }, /InvalidRequestException: .*nothing to roll back to/],
    [
      "back by two",
      { to: "1.33", lastUpdate: upgrade("2026-11-20") },
      /InvalidParameterException: A rollback goes to the version held before, 1\.34/,
    ],
    [
      "back with newer nodes",
      { to: "1.34", lastUpdate: upgrade("2026-11-20"), nodeGroups: [{ name: "new", version: "1.35" }] },
      /InvalidStateException: .*\[new\]/,
    ],
    [
      "back with an add-on that does not fit",
      { to: "1.34", lastUpdate: upgrade("2026-11-20"), incompatibleAddons: ["kube-proxy"] },
      /InvalidStateException: .*kube-proxy/,
    ],
    [
      "back into extended support under a STANDARD policy",
      { to: "1.34", supportType: "STANDARD", now: new Date("2026-12-05"), lastUpdate: upgrade("2026-12-03") },
      /InvalidRequestException: .*set the upgrade policy to EXTENDED first/,
    ],
  ];
  for (const [what, over, refused] of table) {
    it(`${refused ? "refuses" : "allows"} ${what}`, () => {
      const run = () => checkVersionChange(change(over), operation);
      if (refused) assert.throws(run, refused);
      else assert.doesNotThrow(run);
    });
  }

  it("offers the minors of standard and extended support", () => {
    assert.deepEqual(offeredMinors("2026-11-21"), ["1.37", "1.36", "1.35", "1.34", "1.33", "1.32", "1.31"]);
  });
});
