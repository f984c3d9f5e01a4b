import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Account } from "../../../twin/aws/account";
import { loadTypeScript } from "../../../twin/loadTypeScript";
import { temporaryDirectory } from "../../helpers/temporaryDirectory";

const ACCOUNT = "111111111111";

function stateFile(): string {
  return join(temporaryDirectory(), "twin", "aws.json");
}

describe("the simulated account", () => {
  it("is the same after a restart", () => {
    const file = stateFile();
    const account = new Account(ACCOUNT, file);
    account.put({ type: "t", id: "a", inputs: { x: 1 }, outputs: { x: 1, y: [{ z: null }] } });
    account.put({ type: "t", id: "b", inputs: {}, outputs: {}, hidden: true });
    account.put({ type: "other", id: "a", inputs: {}, outputs: {} });
    account.remove("t", "b");
    assert.deepEqual(new Account(ACCOUNT, file).all(), account.all());
    assert.deepEqual(
      new Account(ACCOUNT, file).list("t").map(({ id }) => id),
      ["a"],
    );
  });

  it("belongs to one account id, and refuses a file that is not its own", () => {
    const file = stateFile();
    new Account(ACCOUNT, file).put({ type: "t", id: "a", inputs: {}, outputs: {} });
    assert.throws(
      () => new Account("222222222222", file),
      /holds the simulated account 111111111111, not 222222222222/,
    );
    writeFileSync(file, "{");
    assert.throws(() => new Account(ACCOUNT, file), /is not the state of a simulated account/);
  });

  // Linux has a device that is always full.
  if (existsSync("/dev/full"))
    it("is as before, on disk and in memory, when a change can't be written", () => {
      const file = stateFile();
      const account = new Account(ACCOUNT, file);
      account.put({ type: "t", id: "a", inputs: {}, outputs: {} });
      symlinkSync("/dev/full", `${file}.${process.pid}.tmp`);
      const before = readFileSync(file, "utf8");
      assert.throws(
        () => account.put({ type: "t", id: "b", inputs: {}, outputs: {} }),
        /^Error: The disk is full: .*aws\.json/,
      );
      assert.equal(readFileSync(file, "utf8"), before);
      assert.deepEqual(
        account.all().map(({ id }) => id),
        ["a"],
      );
      account.put({ type: "t", id: "b", inputs: {}, outputs: {} });
      assert.equal(new Account(ACCOUNT, file).all().length, 2);
    });

  it("survives a process that is killed in the middle of a write", async function () {
    this.slow(10_000);
    const file = stateFile();
    const account = join(__dirname, "../../../twin/aws/account.ts");
    const program = `
      const { Account } = require(${JSON.stringify(account)});
      const account = new Account("${ACCOUNT}", ${JSON.stringify(file)});
      for (let n = 0; ; n++) {
        account.put({ type: "t", id: String(n), inputs: {}, outputs: { text: "x".repeat(20000) } });
        if (n === 5) process.stdout.write("writing");
      }`;
    const writer = spawn(process.execPath, [...loadTypeScript, "--eval", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(writer.stdout, "data");
    writer.kill("SIGKILL");
    await once(writer, "close");

    const ids = new Account(ACCOUNT, file).list("t").map(({ id }) => Number(id));
    assert.ok(ids.length > 5);
    assert.deepEqual(
      ids,
      ids.map((_id, index) => index),
      "everything that was stored before the kill, in order",
    );
    new Account(ACCOUNT, file).put({ type: "t", id: "after", inputs: {}, outputs: {} });
    assert.ok(readFileSync(file, "utf8").includes('"after"'));
  });
});
