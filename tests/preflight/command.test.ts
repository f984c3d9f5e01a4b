import assert from "node:assert/strict";
import { command } from "../../preflight/command";
import { report } from "../../preflight/report";

async function preflight(...args: string[]) {
  let [stdout, stderr] = ["", ""];
  const code = await command(args, {
    log: (line: string) => (stdout += `${line}\n`),
    error: (line: string) => (stderr += `${line}\n`),
  });
  return { code, stdout, stderr };
}

describe("npm run preflight", () => {
  it("exits with 2 for an environment that is not there, without one, and for unknown flags", async () => {
    const missing = await preflight("nowhere");
    assert.deepEqual([missing.code, missing.stdout], [2, ""]);
    assert.match(missing.stderr, /There is no environment "nowhere"/);
    assert.equal((await preflight()).code, 2);
    assert.equal((await preflight("dev", "--yes")).code, 2);
  });

  it("explains itself", async () => {
    const { code, stdout } = await preflight("--help");
    assert.equal(code, 0);
    assert.match(stdout, /^Usage: preflight .*Exit codes: 0/s);
  });
});

describe("the report of a preflight", () => {
  const findings = [
    { subject: "account", verdict: "ok", detail: "111111111111" },
    { subject: "Elastic IPs", verdict: "wrong", detail: "needs 1 more", fix: "ask for more" },
    { subject: "zones", verdict: "unknown", detail: "AWS did not say: AccessDenied" },
  ] as const;

  it("has a line for each answer, in columns, and the fix below", () => {
    const { text, isWrong } = report("dev", findings);
    assert.equal(isWrong, true);
    assert.deepEqual(text.split("\n"), [
      "ok       account      111111111111",
      "wrong    Elastic IPs  needs 1 more",
      "                      ask for more",
      "unknown  zones        AWS did not say: AccessDenied",
      "",
      "dev: 1 ok, 1 wrong, 1 unknown. Nothing was changed.",
    ]);
  });

  it("is not one of something wrong when all that is left is unknown", () => {
    assert.equal(report("dev", [findings[0], findings[2]]).isWrong, false);
  });
});
