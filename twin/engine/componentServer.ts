import { spawn } from "node:child_process";
import * as path from "node:path";
import * as readline from "node:readline";
import { loadTypeScript } from "../loadTypeScript";

export interface ComponentServer {
  readonly port: number;
  stop(): void;
}

const MAIN = path.resolve(__dirname, "..", "components", "main.ts");

/**
 * Starts the stand-ins for the remote components of awsx and eks in a process of their own, as the SDK's provider server keeps global state.
 *
 * @throws with what the process printed when it ends before it listens
 */
export async function startComponentServer(): Promise<ComponentServer> {
  // A process group of its own: Ctrl-C is for the engine, which still needs the components while it cancels.
  const child = spawn(process.execPath, [...loadTypeScript, MAIN], {
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let printed = "";
  child.stderr.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  const port = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`The component server ended with ${code}:\n${printed}`)));
    readline.createInterface({ input: child.stdout }).once("line", (line) => resolve(Number(line)));
  });
  return { port, stop: () => child.kill("SIGTERM") };
}
