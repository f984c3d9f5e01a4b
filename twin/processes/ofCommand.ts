import { spawn } from "node:child_process";
import * as path from "node:path";
import type { Environment } from "../environment";
import { loadTypeScript } from "../loadTypeScript";
import { endProcesses } from "./endProcesses";
import { type FoundProcess, processesWith } from "./processTable";

/** Set for all that a command on an environment starts and that must end with it: engine, program, plugins. Its value is the environment's folder. */
const VARIABLE = "TWIN_COMMAND_ON";

/** What tells the processes of a command from others. */
export function markOfCommand(environment: Environment): Record<string, string> {
  return { [VARIABLE]: environment.directory };
}

/** What runs of a command on the environment, or is left of one that was killed. */
export function processesOfCommand(environment: Environment): Promise<FoundProcess[]> {
  return processesWith(VARIABLE, environment.directory);
}

export function endProcessesOfCommand(environment: Environment): Promise<FoundProcess[]> {
  return endProcesses(VARIABLE, environment.directory);
}

/**
 * Ends the processes of the command on the environment when this process, the command, is killed and can't do it.
 * A shell waits for the end of its input, which comes when this process has gone, however that happens.
 *
 * @returns lifts the guard
 */
export function guardCommand(environment: Environment): () => void {
  const main = [...loadTypeScript, path.join(__dirname, "guard.ts"), VARIABLE, environment.directory];
  const guard = spawn("/bin/sh", ["-c", 'cat; exec "$@"', "twin-guard", process.execPath, ...main], {
    stdio: ["pipe", "ignore", "ignore"],
    // Ctrl-C in the terminal is not for it.
    detached: true,
    env: { PATH: process.env.PATH },
  });
  guard.unref();
  return () => guard.kill("SIGKILL");
}
