import { spawn } from "node:child_process";
import { onExit } from "signal-exit";
import { isAtLeast, minimumGo } from "./versions";

/**
 * What Go needs to know to build the tools the same way everywhere.
 *
 * `-mod=mod` lets Go complete go.mod and go.sum of the build folder. What is downloaded is guarded by Go's checksum database (GOSUMDB, on by default): every module must have
 * the content that the whole world got for that version. Modules already in the user's module cache were checked when they were put there.
 */
const buildEnvironment = { CGO_ENABLED: "0", GOFLAGS: "-mod=mod", GOWORK: "off" };

/** A missing or unsuitable Go: the message says what to install, and why. */
export class GoError extends Error {}

export interface GoOptions {
  readonly directory: string;
  readonly signal?: AbortSignal;
  /** Called with each line that go writes to its standard error: downloads and warnings. */
  readonly onLine?: (line: string) => void;
}

/**
 * Runs `go` in a folder that has a go.mod and returns what it writes to its standard output.
 * It is killed, with the compilers it started, when this process ends or the signal is aborted.
 */
export async function go(args: readonly string[], options: GoOptions): Promise<string> {
  const { code, stdout, stderr } = await run(args, options);
  if (code !== 0) {
    options.signal?.throwIfAborted();
    throw new Error(`go ${args[0]} failed in ${options.directory}:\n${tail(stderr, 20)}`);
  }
  return stdout;
}

/**
 * Makes sure that a Go new enough for the go.mod in the folder is there.
 *
 * @param purpose what Go is wanted for, as the end of a sentence: "to build etcd 3.6.8"
 * @throws GoError
 */
export async function requireGo(purpose: string, options: GoOptions): Promise<void> {
  const advice =
    `Go ${minimumGo} or newer is needed ${purpose}: the twin builds its tools from their Go modules, once, and keeps them. ` +
    `Install it from https://go.dev/dl/ and run the command again.`;
  const { code, stdout, stderr } = await run(["env", "GOVERSION"], options).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      throw new GoError(`There is no "go" on PATH. ${advice}`);
    }
    throw error;
  });
  // Go itself refuses a go.mod that asks for a newer Go than it is or may download.
  if (code !== 0) throw new GoError(`The "go" on PATH can't be used (${tail(stderr, 1)}). ${advice}`);
  const version = stdout.trim();
  if (!isAtLeast(version, minimumGo)) throw new GoError(`The "go" on PATH is ${version}. ${advice}`);
}

function run(
  args: readonly string[],
  { directory, signal, onLine }: GoOptions,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const child = spawn("go", args, {
      cwd: directory,
      env: { ...process.env, ...buildEnvironment },
      stdio: ["ignore", "pipe", "pipe"],
      // A process group of its own, so that the compilers end together with go.
      detached: true,
    });
    const kill = () => {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
        process.kill(-child.pid, "SIGKILL");
      }
    };
    const forget = onExit(kill);
    signal?.addEventListener("abort", kill, { once: true });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      for (const line of text.split("\n")) if (line.trim() !== "") onLine?.(line.trim());
    });
    const done = () => {
      forget();
      signal?.removeEventListener("abort", kill);
    };
    child.on("error", (error) => {
      done();
      reject(error);
    });
    child.on("close", (code) => {
      done();
      resolve({ code, stdout, stderr });
    });
  });
}

function tail(text: string, lines: number): string {
  return text.trim().split("\n").slice(-lines).join("\n");
}
