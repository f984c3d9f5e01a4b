import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as command from "../../plan/command";
import { changedStackFile } from "../config/stackText";

function plan(...args: string[]): { readonly status: number; readonly stdout: string; readonly stderr: string } {
  let [stdout, stderr] = ["", ""];
  const log = (line: string) => (stdout += `${line}\n`);
  const error = (line: string) => (stderr += `${line}\n`);
  const status = command.plan(args, { log, error });
  return { status, stdout, stderr };
}

describe("npm run plan", () => {
  const directory = mkdtempSync(join(tmpdir(), "plan-"));
  after(() => rmSync(directory, { recursive: true }));

  it("exits with 0 for an environment that fits, and prints JSON on demand", () => {
    const { status, stdout } = plan("capacity", "dev", "--json");
    const report = JSON.parse(stdout) as { environment: string; fits: { peak: boolean }; groups: { name: string }[] };
    assert.deepEqual(
      [status, report.environment, report.fits.peak, report.groups.map(({ name }) => name)],
      [0, "dev", true, ["system"]],
    );
  });

  it("exits with 1 for one that does not, with the tables", () => {
    const file = join(directory, "Pulumi.dev.yaml");
    writeFileSync(file, changedStackFile("dev", { "network.cidrBlock": "10.20.0.0/24" }));
    const { status, stdout, stderr } = plan("capacity", "dev", "--stack-file", file);
    assert.deepEqual([status, stderr], [1, ""]);
    assert.match(
      stdout,
      /addresses of each subnet[\s\S]*It does not fit: 68 addresses are missing[\s\S]*cidrBlock to a \/22/,
    );
  });

  it("exits with 2 for a broken stack file, and for an environment that is not there", () => {
    const file = join(directory, "Pulumi.broken.yaml");
    writeFileSync(file, changedStackFile("dev", { "dataPlane.0.instanceTypes": ["m7i.larg"] }));
    const broken = plan("capacity", "dev", "--stack-file", file);
    assert.equal(broken.status, 2);
    assert.match(broken.stderr, /did you mean m7i\.large\?/);
    const missing = plan("capacity", "nowhere");
    assert.deepEqual([missing.status, missing.stdout], [2, ""]);
    assert.match(missing.stderr, /There is no environment "nowhere".* There are: .*\bdev\b/);
  });

  it("tells the pods and addresses of any instance type", () => {
    const { status, stdout } = plan("max-pods", "m5.large", "m5.24xlarge", "--prefix-delegation");
    assert.equal(status, 0);
    assert.deepEqual(
      stdout.split("\n").map((line) => line.split(/ {2,}/)),
      [
        ["instance type", "max pods", "interfaces", "addresses idle", "addresses full"],
        ["m5.large", "110", "1", "17", "113"],
        ["m5.24xlarge", "250", "1", "17", "257"],
        [""],
      ],
    );
    const pods = (...args: string[]) =>
      (JSON.parse(plan("max-pods", "m5.4xlarge", "--json", ...args).stdout) as { maxPods: number }[]).map(
        ({ maxPods }) => maxPods,
      );
    assert.deepEqual([pods(), pods("--self-managed")], [[110], [234]]);
    const refused = plan("max-pods", "m4.large", "--prefix-delegation");
    assert.deepEqual([refused.status, refused.stdout], [2, ""]);
    assert.match(refused.stderr, /m4\.large is not built on the Nitro system/);
  });

  it("shows its help, and ends with 2 when used wrongly", () => {
    const help = plan("--help");
    assert.deepEqual([help.status, help.stderr], [0, ""]);
    assert.match(help.stdout, /capacity .*<environment>[\s\S]*max-pods .*<instanceTypes\.\.\.>/);
    assert.equal(plan("max-pods", "m5.large", "--warm-ips", "many").status, 2);
  });
});
