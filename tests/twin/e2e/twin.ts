import { spawn } from "node:child_process";
import * as path from "node:path";
import { loadTypeScript } from "../../../twin/loadTypeScript";

const PROJECT_DIRECTORY = path.resolve(__dirname, "..", "..", "..");

export interface Finished {
  readonly code: number | null;
  /** Standard output and standard error, as they came. */
  readonly output: string;
  readonly stdout: string;
}

/** Starts `npm run twin -- <args>` without npm's own process around it. */
export function spawnTwin(...args: string[]) {
  return spawn(process.execPath, [...loadTypeScript, path.join("twin", "cli.ts"), ...args], {
    cwd: PROJECT_DIRECTORY,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Runs `npm run twin -- <args>` to its end. */
export function twin(...args: string[]): Promise<Finished> {
  const child = spawnTwin(...args);
  let output = "";
  let stdout = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
    stdout += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output, stdout }));
  });
}

/** Like {@link twin}, but fails with everything it printed unless it exits with 0. */
export async function succeed(...args: string[]): Promise<Finished> {
  const finished = await twin(...args);
  if (finished.code !== 0) throw new Error(`twin ${args.join(" ")} exited with ${finished.code}:\n${finished.output}`);
  return finished;
}
