import { spawnSync } from "node:child_process";
import * as path from "node:path";
import { Command } from "commander";

new Command("golden")
  .description(
    "Writes tests/program/golden, the resources of each environment with their inputs, dependencies and aliases, and tests/components/exposure/golden, what each controller is told, from the program as it is now. Review the difference.",
  )
  .action(() => {
    const mocha = [path.join(__dirname, "run.cjs"), "mocha", "--grep", "golden/"];
    const { status } = spawnSync(process.execPath, mocha, {
      stdio: "inherit",
      env: { ...process.env, UPDATE_GOLDEN: "1" },
    });
    process.exitCode = status ?? 1;
  })
  .parse();
