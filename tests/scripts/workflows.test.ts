import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import { atLeastOne } from "../helpers/atLeastOne";

interface Workflow {
  readonly permissions: Record<string, string>;
  readonly jobs: Record<string, { readonly permissions?: Record<string, string>; readonly uses?: string }>;
}

const folder = path.resolve(__dirname, "..", "..", ".github", "workflows");

for (const file of atLeastOne(fs.readdirSync(folder))) {
  describe(`the workflow ${file}`, () => {
    const text = fs.readFileSync(path.join(folder, file), "utf8");
    const { permissions, jobs } = parse(text) as Workflow;

    it("uses actions by the full SHA of a commit, and names its version", () => {
      for (const [line, action] of atLeastOne(text.matchAll(/^.*\buses: (\S+).*$/gm))) {
        assert.match(line, action?.startsWith("./") ? /^\s*uses: \.\// : /@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
      }
    });

    it("grants nothing to all jobs, and to each what it names", () => {
      assert.deepEqual(permissions, {});
      for (const [name, job] of atLeastOne(Object.entries(jobs))) assert.ok(job.permissions, name);
    });

    it("has no long-lived key, and no trigger that gives rights to the code of a fork", () => {
      assert.doesNotMatch(text, /secrets\.|pull_request_target|aws-access-key-id|workflow_run/);
    });
  });
}
