import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { appNames } from "../../../apps/specs";
import { inOrderOfNeeds, predecessors } from "../../../components/addons/order";
import { addonNames, addonSpec } from "../../../components/addons/specs";
import { atLeastOne } from "../../helpers/atLeastOne";

const root = join(__dirname, "../../..");

describe("the specs of add-ons and apps", () => {
  it("name add-ons that there are, and need each other in no circle", () => {
    for (const name of addonNames) {
      const { needs = [], after = [], conflicts = [] } = addonSpec(name);
      for (const other of [...needs, ...after, ...conflicts])
        assert.ok((addonNames as string[]).includes(other), other);
    }
    const pins = Object.fromEntries(addonNames.map((name) => [name, "v1.0.0-eksbuild.1"]));
    const order = inOrderOfNeeds(pins);
    const needs = addonNames.flatMap((name) => predecessors(name, pins).map((needed) => [name, needed] as const));
    for (const [name, needed] of atLeastOne(needs)) {
      assert.ok(order.findIndex((each) => each === needed) < order.indexOf(name), `${name} before ${needed}`);
    }
  });

  it("say by which labels Fargate finds the pods that it can run", () => {
    const withoutPods = ["gateway-api-crds"];
    for (const name of addonNames.filter((each) => !withoutPods.includes(each))) {
      const { runsOn, pods } = addonSpec(name);
      assert.equal(runsOn.includes("fargate"), pods !== undefined, name);
    }
  });

  it("are named by their own folders and the lists alone: by no rule, and not by the program", () => {
    const rules = join(root, "config/rules");
    const files = [join(root, "index.ts"), ...readdirSync(rules).map((file) => join(rules, file))];
    assert.ok(files.length > 5);
    const names = [...addonNames, ...appNames].map((name) => name.replaceAll("-", "-?"));
    for (const file of files) {
      assert.doesNotMatch(readFileSync(file, "utf8"), new RegExp(`\\b(?:${names.join("|")})\\b`, "i"), file);
    }
  });

  it("are read without an SDK, like the rest of the configuration", () => {
    const script = `require("./config/parse"); console.log(Object.keys(require.cache).join("\\n"))`;
    const loaded = execFileSync(process.execPath, ["--require", "./typescript.cjs", "-e", script], { cwd: root });
    const packages = String(loaded)
      .split("\n")
      .flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []);
    assert.ok(packages.includes("zod"));
    const heavy = packages.filter(
      (name) => (name.startsWith("@") && !name.startsWith("@jridgewell/")) || name === "yaml",
    );
    assert.deepEqual(heavy, []);
  });
});

describe("the program", () => {
  it("is a table of contents of at most 80 lines", () => {
    assert.ok(readFileSync(join(root, "index.ts"), "utf8").split("\n").length <= 81);
  });
});
