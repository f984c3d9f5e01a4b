import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import * as path from "node:path";
import { promisify } from "node:util";

const run = path.resolve(__dirname, "..", "..", "scripts", "run.cjs");

describe("--help", () => {
  it("says what a command does, and does nothing", async () => {
    const commands: readonly (readonly [readonly string[], RegExp])[] = [
      [["bench/cli.ts"], /^Usage: bench .*--busy/s],
      [["preflight/cli.ts"], /^Usage: preflight .*changes nothing/s],
      [["render/cli.ts"], /^Usage: render .*no account, no network/s],
      [["scripts/docs.ts"], /^Usage: docs .*docs\/addons\.md/s],
      [["scripts/golden.ts"], /^Usage: golden .*tests\/program\/golden/s],
      [["scripts/policies.ts"], /^Usage: policies .*iam\/preview\.json/s],
      [["scripts/schema.ts"], /^Usage: schema .*config\/stack\.schema\.json/s],
      [["twin/cli.ts", "kubectl"], /^Usage: twin kubectl \[options\] <environment> \[arguments\.\.\.\]/],
    ];
    await Promise.all(
      commands.map(async ([command, expected]) => {
        const { stdout } = await promisify(execFile)(process.execPath, [run, ...command, "--help"]);
        assert.match(stdout, expected);
      }),
    );
  });
});
