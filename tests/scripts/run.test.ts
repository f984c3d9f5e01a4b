import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import { useTemporaryDirectory, writeExecutable } from "../helpers/temporaryDirectory";
import { until } from "../helpers/until";

const SCRIPTS = path.resolve(__dirname, "..", "..", "scripts");

const { whyInstall } = createRequire(__filename)("../../scripts/packages.cjs") as {
  readonly whyInstall: (directory: string) => string | undefined;
};

/** Installs what package-lock.json asks for, as npm ci does: without "other", which is for another platform. */
const fakeNpm = `
const fs = require("node:fs");
fs.appendFileSync("npm.log", process.argv.slice(2).join(" ") + "\\n");
if (process.env.FAKE_NPM) eval(process.env.FAKE_NPM);
const { packages } = JSON.parse(fs.readFileSync("package-lock.json", "utf8"));
fs.rmSync("node_modules", { recursive: true, force: true });
delete packages[""];
delete packages["node_modules/other"];
for (const location of Object.keys(packages)) {
  fs.mkdirSync(location, { recursive: true });
  fs.writeFileSync(location + "/package.json", "{}");
}
fs.mkdirSync("node_modules/.bin");
fs.writeFileSync("node_modules/tool/tool.js", process.env.FAKE_TOOL ?? "console.log(JSON.stringify(process.argv.slice(2)))");
fs.symlinkSync("../tool/tool.js", "node_modules/.bin/tool");
fs.writeFileSync("node_modules/.package-lock.json", JSON.stringify({ packages }));
`;

interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe("a command of package.json", () => {
  const clone = useTemporaryDirectory();
  beforeEach(() => {
    fs.cpSync(SCRIPTS, clone("scripts"), { recursive: true });
    fs.writeFileSync(clone("package.json"), JSON.stringify({ engines: { node: ">=20.19" } }));
    fs.writeFileSync(clone("npm-cli.js"), fakeNpm);
    lock({ tool: "1.0.0" });
  });

  function lock(versions: Record<string, string>): void {
    const packages = packagesOf(versions);
    const other = { version: "1.0.0", optional: true };
    fs.writeFileSync(
      clone("package-lock.json"),
      JSON.stringify({ packages: { "": {}, "node_modules/other": other, ...packages } }),
    );
  }

  function start(args: readonly string[] = [], variables: NodeJS.ProcessEnv = {}) {
    const child = spawn(process.execPath, [clone("scripts", "run.cjs"), "tool", ...args], {
      cwd: clone(),
      env: { ...process.env, npm_execpath: clone("npm-cli.js"), ...variables },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true, // a process group of its own, as in a terminal
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    const finished = new Promise<Finished>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
    });
    return { child, finished };
  }
  const command = (args: readonly string[] = [], variables: NodeJS.ProcessEnv = {}) => start(args, variables).finished;

  const installations = () =>
    fs.existsSync(clone("npm.log")) ? fs.readFileSync(clone("npm.log"), "utf8").match(/^ci /gm)?.length : 0;

  it("installs the packages, says why, and then does its work with all arguments", async () => {
    const { code, stdout, stderr } = await command(["--grep", "two words", "--help"]);
    assert.equal(code, 0, stderr);
    assert.deepEqual(JSON.parse(stdout), ["--grep", "two words", "--help"]);
    assert.match(stderr, /^Installing the packages with npm ci, because there is no node_modules\. .*\n$/);
  });

  it("installs them once", async () => {
    await command();
    const { code, stderr } = await command();
    assert.deepEqual([code, stderr, installations()], [0, "", 1]);
  });

  it("installs them once when two commands start at the same time", async () => {
    const pause = "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)";
    const slowly = { FAKE_NPM: `for (let i = 0; i < 1000 && !fs.existsSync("go on"); i++) ${pause}` };
    const commands = [start(["first"], slowly), start(["second"], slowly)];
    for (const { child } of commands) {
      child.stderr.on("data", (chunk: Buffer) => {
        if (/Another command is installing the packages/.test(chunk.toString())) fs.writeFileSync(clone("go on"), "");
      });
    }
    const both = await Promise.all(commands.map(({ finished }) => finished));
    assert.deepEqual(
      both.map(({ code, stdout }) => [code, stdout]),
      [
        [0, '["first"]\n'],
        [0, '["second"]\n'],
      ],
    );
    assert.equal(installations(), 1);
  });

  it("takes over from an installation that was killed", async () => {
    fs.mkdirSync(clone(".install.lock"));
    const minuteAgo = new Date(Date.now() - 60_000);
    fs.utimesSync(clone(".install.lock"), minuteAgo, minuteAgo);
    assert.equal((await command()).code, 0);
    assert.ok(!fs.existsSync(clone(".install.lock")));
  });

  it("ends with npm's exit code and message when npm fails", async () => {
    const { code, stdout, stderr } = await command([], { FAKE_NPM: 'console.error("no network"); process.exit(7)' });
    assert.deepEqual([code, stdout], [7, ""]);
    assert.match(stderr, /no network/);
    assert.ok(!fs.existsSync(clone(".install.lock")));
  });

  it("fails when npm ends well but left a package out", async () => {
    const { code, stderr } = await command([], { FAKE_NPM: "process.exit(0)" });
    assert.equal(code, 1);
    assert.match(stderr, /npm ci ended without an error, but there is no node_modules/);
  });

  it("uses the npm on PATH when it was not started by npm", async () => {
    writeExecutable(clone("bin", "npm"), `exec "${process.execPath}" "${clone("npm-cli.js")}" "$@"`);
    const variables = { npm_execpath: "/usr/share/yarn/yarn.js", PATH: `${clone("bin")}:${process.env.PATH}` };
    assert.equal((await command([], variables)).code, 0);
    assert.equal(installations(), 1);
  });

  it("has the exit code or signal of its work", async () => {
    assert.equal((await command([], { FAKE_TOOL: "process.exit(3)" })).code, 3);
    fs.writeFileSync(clone("node_modules", "tool", "tool.js"), 'process.kill(process.pid, "SIGTERM")');
    assert.equal((await command()).signal, "SIGTERM");
  });

  for (const { how, kill } of [
    { how: "Ctrl-C, which all processes of a terminal get", kill: (pid: number) => process.kill(-pid, "SIGINT") },
    { how: "a kill of the command alone", kill: (pid: number) => process.kill(pid, "SIGKILL") },
  ]) {
    it(`ends npm, and gives the lock back, after ${how}`, async () => {
      const { child, finished } = start([], {
        FAKE_NPM:
          'fs.writeFileSync("npm.pid", String(process.pid)); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)',
      });
      assert.ok(child.pid !== undefined);
      await until(() => fs.existsSync(clone("npm.pid")));
      kill(child.pid);
      assert.notEqual((await finished).signal, null);
      await until(() => !fs.existsSync(clone(".install.lock")));
      await until(() => isGone(Number(fs.readFileSync(clone("npm.pid"), "utf8"))));
    });
  }

  it("refuses an older Node in one sentence, before anything is installed", async () => {
    const preload = 'Object.defineProperty(process.versions, "node", { value: "18.20.8" })';
    fs.writeFileSync(clone("old.cjs"), preload);
    const { code, stdout, stderr } = await command([], { NODE_OPTIONS: `--require "${clone("old.cjs")}"` });
    assert.deepEqual([code, stdout, installations()], [1, "", 0]);
    assert.match(stderr, /^Node 20\.19 or later is required; this is Node 18\.20\.8 .*nodejs\.org.*\n$/);
  });

  describe("looks for a reason to install, and finds", () => {
    const record = (versions: Record<string, string>) => {
      for (const name of Object.keys(versions)) {
        fs.mkdirSync(clone("node_modules", name), { recursive: true });
        fs.writeFileSync(clone("node_modules", name, "package.json"), "{}");
      }
      const packages = packagesOf(versions);
      const content = JSON.stringify({ packages });
      fs.writeFileSync(clone("node_modules", ".package-lock.json"), content);
    };
    beforeEach(() => record({ tool: "1.0.0" }));

    it("none when all packages are there, but one for another platform", () => {
      assert.equal(whyInstall(clone()), undefined);
    });

    it("a package-lock.json that names another version, one more or one less", () => {
      const others: Record<string, string>[] = [{ tool: "1.0.1" }, { tool: "1.0.0", more: "1.0.0" }, {}];
      for (const versions of others) {
        lock(versions);
        assert.equal(whyInstall(clone()), "package-lock.json has changed");
      }
    });

    it("a package, npm's own record or all that is missing", () => {
      fs.rmSync(clone("node_modules", "tool"), { recursive: true });
      assert.equal(whyInstall(clone()), "node_modules/tool is missing");
      fs.rmSync(clone("node_modules", ".package-lock.json"));
      assert.equal(whyInstall(clone()), "node_modules is incomplete");
      fs.rmSync(clone("node_modules"), { recursive: true });
      assert.equal(whyInstall(clone()), "there is no node_modules");
    });
  });
});

function packagesOf(versions: Record<string, string>): Record<string, object> {
  return Object.fromEntries(
    Object.entries(versions).map(([name, version]) => [`node_modules/${name}`, { version }] as const),
  );
}

/** Whether it has ended; its parent may not have waited for it yet. */
function isGone(pid: number): boolean {
  const status = `/proc/${pid}/status`;
  return !fs.existsSync(status) || /^State:\s+Z/m.test(fs.readFileSync(status, "utf8"));
}
