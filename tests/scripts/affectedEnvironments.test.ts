import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import { useTemporaryDirectory } from "../helpers/temporaryDirectory";

const script = path.resolve(__dirname, "..", "..", "scripts", "affectedEnvironments.cjs");
const { affectedEnvironments, environmentsIn } = createRequire(__filename)(script) as {
  readonly affectedEnvironments: (changed: readonly string[], environments: readonly string[]) => string[];
  readonly environmentsIn: (directory: string) => string[];
};

describe("a change", () => {
  const temporary = useTemporaryDirectory();
  const touched = (...changed: string[]) => affectedEnvironments(changed, ["dev", "prod"]);

  it("of a stack file touches its environment only", () => {
    assert.deepEqual(touched("Pulumi.dev.yaml"), ["dev"]);
    assert.deepEqual(touched("Pulumi.prod.yaml", "README.md", "Pulumi.dev.yaml"), ["dev", "prod"]);
  });

  it("of the program, its project file or its packages touches all", () => {
    for (const file of [
      "index.ts",
      "components/network/network.ts",
      "config/load.ts",
      "Pulumi.yaml",
      "package-lock.json",
    ]) {
      assert.deepEqual(touched(file, "Pulumi.dev.yaml"), ["dev", "prod"], file);
    }
  });

  it("of a file that nobody knows yet touches all", () => {
    assert.deepEqual(touched("new/thing.ts"), ["dev", "prod"]);
  });

  it("of docs, tests, the twin or an environment that is gone touches none", () => {
    assert.deepEqual(
      touched("README.md", "docs/twin.md", "tests/stacks/Pulumi.gpu.yaml", "twin/cli.ts", "Pulumi.old.yaml"),
      [],
    );
    assert.deepEqual(touched(), []);
  });

  it("is told for the environments that have a stack file", () => {
    for (const file of ["Pulumi.yaml", "Pulumi.prod.yaml", "Pulumi.dev.yaml", "Pulumi.$(x).yaml"]) {
      fs.writeFileSync(temporary(file), "");
    }
    assert.deepEqual(environmentsIn(temporary()), ["dev", "prod"]);
    const output = execFileSync(process.execPath, [script, "Pulumi.dev.yaml"], { encoding: "utf8" });
    assert.deepEqual(JSON.parse(output), ["dev"]);
  });
});
