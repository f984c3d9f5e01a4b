import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { Environment } from "../../../twin/environment";
import { loadTypeScript } from "../../../twin/loadTypeScript";
import { endProcessesOfCommand, markOfCommand, processesOfCommand } from "../../../twin/processes/ofCommand";
import { useTemporaryDirectory } from "../../helpers/temporaryDirectory";
import { until } from "../../helpers/until";

const SLEEPER = ["-e", "setInterval(() => {}, 1000)"];

describe("processes of a command", () => {
  const temporary = useTemporaryDirectory();
  const environment = () => new Environment("dev", "Pulumi.dev.yaml", temporary());
  const start = (of: Environment) =>
    spawn(process.execPath, SLEEPER, { env: { ...process.env, ...markOfCommand(of) }, stdio: "ignore" });
  afterEach(() => endProcessesOfCommand(environment()));

  it("are found and ended by another command, those of other environments are not", async () => {
    const other = new Environment("prod", "Pulumi.prod.yaml", temporary());
    const [own, others] = [start(environment()), start(other)];
    await Promise.all([once(own, "spawn"), once(others, "spawn")]);
    try {
      assert.deepEqual(
        (await processesOfCommand(environment())).map(({ pid }) => pid),
        [own.pid],
      );
      await endProcessesOfCommand(environment());
      assert.deepEqual(await processesOfCommand(environment()), []);
      assert.equal((await processesOfCommand(other)).length, 1);
    } finally {
      await endProcessesOfCommand(other);
    }
  });

  it("end when the command is killed", async () => {
    const { name, stackFile } = environment();
    const program = `
      const { Environment } = require(${JSON.stringify(join(__dirname, "../../../twin/environment"))});
      const { guardCommand, markOfCommand } = require(${JSON.stringify(join(__dirname, "../../../twin/processes/ofCommand"))});
      const environment = new Environment(${JSON.stringify(name)}, ${JSON.stringify(stackFile)}, ${JSON.stringify(temporary())});
      guardCommand(environment);
      const child = require("node:child_process").spawn(process.execPath, ${JSON.stringify(SLEEPER)}, {
        env: { ...process.env, ...markOfCommand(environment) }, detached: true, stdio: "ignore" });
      child.once("spawn", () => console.log("runs"));
      setInterval(() => {}, 1000);`;
    const command = spawn(process.execPath, [...loadTypeScript, "-e", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(command.stdout, "data");
    assert.equal((await processesOfCommand(environment())).length, 1);
    command.kill("SIGKILL");
    await once(command, "close");
    await until(async () => (await processesOfCommand(environment())).length === 0);
  });
});
