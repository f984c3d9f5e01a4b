import assert from "node:assert/strict";
import * as fs from "node:fs";
import { commandLine, ManagedProcess, type Command } from "../../../twin/controlPlane/managedProcess";
import { inspectProcess } from "../../../twin/processes/processTable";
import { useTemporaryDirectory } from "../../helpers/temporaryDirectory";
import { until } from "../../helpers/until";

describe("managed process", () => {
  const temporary = useTemporaryDirectory();
  const create = () => new ManagedProcess("etcd", temporary("processes", "etcd.json"), temporary("logs", "etcd.log"));
  const node = (script: string): Command => ({ executable: process.execPath, args: ["-e", script], environment: {} });
  const sleeper = node("console.log('up'); setInterval(() => {}, 1000)");
  const forgotten: ManagedProcess[] = [];
  const start = (command: Command) => {
    const managed = create();
    forgotten.push(managed);
    managed.start(command, temporary());
    return managed;
  };
  afterEach(() => forgotten.splice(0).forEach((managed) => managed.killNow()));

  it("is found again by another object, with its memory", async () => {
    start(sleeper);
    // Until it runs its script, it is a process just forked, which has next to no memory.
    await until(() => fs.readFileSync(temporary("logs", "etcd.log"), "utf8").includes("up"));
    const found = await create().running();
    assert.equal(found?.commandLine, commandLine(sleeper));
    assert.ok(found.memoryBytes > 1024 * 1024);
  });

  it("is ended by another object", async () => {
    const started = await start(sleeper).running();
    assert.ok(started);
    await create().stop();
    assert.equal(await inspectProcess(started.pid), undefined);
    assert.equal(await create().running(), undefined);
    await create().stop();
  });

  it("does not run when its id belongs to another process now", async () => {
    fs.mkdirSync(temporary("processes"));
    const record = { pid: process.pid, commandLine: "/old/etcd --name=twin" };
    fs.writeFileSync(temporary("processes", "etcd.json"), JSON.stringify(record));
    assert.equal(await create().running(), undefined);
    // Were the other process taken for it, this would end the test run.
    await create().stop();
  });

  it("tells with the end of its log why it ended", async () => {
    const managed = start(node("console.error('bind: address already in use'); process.exit(3)"));
    await until(() => managed.death());
    assert.match(
      (await managed.death()) ?? "",
      /^etcd ended with exit code 3\..*etcd\.log:\nbind: address already in use$/s,
    );
    await managed.stop();
    assert.equal(await managed.death(), undefined, "nobody asks for one that was stopped");
  });

  it("keeps the log of the run before", async () => {
    const first = start(node("console.log('first')"));
    await until(async () => !(await first.running()));
    start(sleeper);
    assert.equal(fs.readFileSync(temporary("logs", "etcd.log.previous"), "utf8"), "first\n");
  });

  it("says which executable is missing", () => {
    const missing = { executable: temporary("etcd"), args: [], environment: {} };
    assert.throws(() => start(missing), /etcd could not be started: it is missing or not made for this machine/);
  });
});
