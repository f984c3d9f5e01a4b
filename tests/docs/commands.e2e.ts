import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { atLeastOne } from "../helpers/atLeastOne";
import { commandsOf, pages, project } from "./pages";
import { firstLineNotPrinted } from "./shown";

/** What a fresh clone does not have. */
const notCloned = ["node_modules", ".twin", ".git"];

describe("the commands of the documentation, on a fresh clone with an empty npm cache", () => {
  const folder = mkdtempSync(join(tmpdir(), "eks-platform-clone-"));
  const clone = join(folder, "eks-platform");

  before(() => {
    cpSync(project, clone, { recursive: true, filter: (source) => !notCloned.includes(basename(source)) });
  });
  after(async () => {
    // Ends control planes of commands that failed half way.
    await run("npm run twin -- stop", clone, folder);
    rmSync(folder, { recursive: true, force: true });
  });

  for (const { page, command, shown } of atLeastOne(pages().flatMap(commandsOf))) {
    it(`${page}: ${command}`, async () => {
      const { code, printed } = await run(command, clone, folder);
      assert.equal(code, 0, printed);
      const missing = firstLineNotPrinted(shown, printed);
      assert.equal(missing, undefined, `${page} shows "${missing}", which is not in:\n${printed}`);
    });
  }
});

/** Runs a command as a person would type it. */
function run(command: string, cwd: string, folder: string): Promise<{ code: number | null; printed: string }> {
  const environment = { ...process.env, npm_config_cache: join(folder, "npm-cache") };
  const child = spawn(command, { cwd, shell: true, env: environment, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  child.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, printed }));
  });
}
