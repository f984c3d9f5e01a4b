import assert from "node:assert/strict";
import { join } from "node:path";
import { rmSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { describeFix, plannedEnvironment } from "../../config/capacity";
import { ConfigError } from "../../config/errors";
import { findStackFile } from "../../config/findStackFile";
import { parseStackFile } from "../../config/stackFile";
import { platformConfigOfAnySize } from "../../config/schema";
import { reportCapacity } from "../../plan/capacity";
import { changedStackFile, type Changes } from "../config/stackText";
import { environments } from "../helpers/stackConfig";

const root = join(__dirname, "../..");
const smallSubnets = { private: { prefixLength: 24 }, public: { prefixLength: 24 } };

describe("the report of an environment's capacity", () => {
  const directory = mkdtempSync(join(tmpdir(), "capacity-"));
  after(() => rmSync(directory, { recursive: true }));

  const fileWith = (changes: Changes): string => {
    const file = join(directory, "Pulumi.dev.yaml");
    writeFileSync(file, changedStackFile("dev", changes));
    return file;
  };
  const reportOf = (changes: Changes) =>
    reportCapacity("dev", parseStackFile(fileWith(changes), platformConfigOfAnySize));
  const isAccepted = (changes: Changes): boolean => {
    try {
      parseStackFile(fileWith(changes));
      return true;
    } catch (error) {
      if (error instanceof ConfigError) return false;
      throw error;
    }
  };
  const rows = (text: string) => text.split("\n").map((line) => line.trim().split(/ {2,}/));

  for (const file of environments.map((name) => findStackFile(name))) {
    it(`says that ${file.slice(root.length + 1)} fits`, () => {
      const { fits, text } = reportCapacity("any", parseStackFile(file));
      assert.ok(fits && text.endsWith("It fits."));
    });
  }

  it("shows what each group takes at its minimum, at its maximum and while it is upgraded", () => {
    const shown = rows(reportOf({}).text);
    assert.deepEqual(
      shown.filter(([name]) => name === "system"),
      [
        ["system", "29", "10", "30", "1", "2", "4"],
        ["system", "10", "60", "120"],
      ],
    );
    assert.deepEqual(
      shown.find(([name]) => name === "free"),
      ["free", "16367", "16317", "16252"],
    );
  });

  it("follows the warm targets and the pod limit of the stack file", () => {
    const changes = {
      "addons.vpc-cni.warmTargets": { ips: 2, minimumIps: 5 },
      "dataPlane.0.kubelet": { maxPods: 8 },
    };
    assert.deepEqual(
      rows(reportOf(changes).text).find(([name]) => name === "system"),
      ["system", "8", "6", "9", "1", "2", "4"],
    );
  });

  it("says what is left for pods on Fargate and for Auto Mode, which the stack file does not bound", () => {
    const dataPlane = [
      { name: "pods", kind: "fargate", selectors: [{ namespace: "*" }] },
      { name: "auto", kind: "auto" },
    ];
    const addons = { "versions.addons": { coredns: "v1.14.3-eksbuild.23" }, "versions.nodes": undefined };
    const { text, fits } = reportOf({ dataPlane, ...addons, "network.subnets": smallSubnets });
    assert.ok(fits);
    assert.match(text, /Fargate pods take an address each: 242 fit into each subnet/);
    assert.match(text, /Auto Mode's nodes take .*: 14 of them, with up to 16 pods each, fit into each subnet/);
  });

  it("warns that /28 blocks may break, where nodes take any", () => {
    assert.match(reportOf({ "addons.vpc-cni.prefixDelegation": true }).text, /a CIDR reservation of the subnet/);
    assert.doesNotMatch(reportOf({}).text, /reservation/);
  });

  it("says what is missing, and each way out", () => {
    const { fits, text } = reportOf({ "network.subnets": smallSubnets, "dataPlane.0.scaling.max": 15 });
    assert.equal(fits, false);
    assert.deepEqual(text.split("\n").slice(-4), [
      "An upgrade does not fit: 56 addresses are missing in each subnet. Each of these is enough, and no less is:",
      "  set scaling.max of system to 12",
      "  set update.strategy of system to minimal",
      "  set network.subnets to { private: { prefixLength: 23 }, public: { prefixLength: 24 } }",
    ]);
  });

  it("proposes what the configuration then accepts, and accepts no less of", () => {
    const broken = { "network.subnets": smallSubnets, "dataPlane.0.scaling.max": 15 };
    const subnets = (prefixLength: number) => ({ "network.subnets": { ...smallSubnets, private: { prefixLength } } });
    const minimal = { "dataPlane.0.update": { maxUnavailable: 1, strategy: "minimal" } };
    assert.ok(!isAccepted(broken));
    assert.ok(isAccepted({ ...broken, "dataPlane.0.scaling.max": 12 }));
    assert.ok(!isAccepted({ ...broken, "dataPlane.0.scaling.max": 13 }));
    assert.ok(isAccepted({ ...broken, ...minimal }));
    assert.ok(isAccepted({ ...broken, ...subnets(23) }));
  });

  it("words a fix of several changes as one", () => {
    const environment = plannedEnvironment(parseStackFile(fileWith({})));
    const fix = [
      { kind: "vpc", prefixLength: 20 },
      { kind: "max", group: "system", to: 3 },
    ] as const;
    assert.equal(describeFix(fix, environment), "network.cidrBlock to a /20 and scaling.max of system to 3");
  });
});
