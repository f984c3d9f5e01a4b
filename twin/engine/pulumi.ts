import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import type { Engine } from "../../preflight/engine";
import type { Environment } from "../environment";
import { writeWhole } from "../writeWhole";
import { readCheckpoint, removeStaleLocks } from "./checkpoint";
import { isolatedVariables } from "./variables";

/** Loopback ports of what the engine attaches to instead of starting its own. */
export interface Attachments {
  readonly languageHost: number;
  /** Providers by package name. */
  readonly providers: Readonly<Record<string, number>>;
}

/** How long the engine may take to write down what it has done, when it is told to end. */
const END_MILLISECONDS = 5000;

/** The Pulumi CLI, run for one environment of the twin: own home, own file backend, attached providers. */
export class Pulumi {
  constructor(
    private readonly executable: string,
    private readonly environment: Environment,
    private readonly attachments: Attachments,
    private readonly variables: Readonly<Record<string, string>>,
    private readonly end?: AbortSignal,
  ) {
    fs.mkdirSync(environment.backendDirectory, { recursive: true });
  }

  /** The same, whose commands end when the signal comes: in good order where they can. */
  endedBy(signal: AbortSignal): Pulumi {
    return new Pulumi(this.executable, this.environment, this.attachments, this.variables, signal);
  }

  /** Creates the stack unless it is there. Only for the holder of the environment's lock: one of the engine's own is what a killed engine left. */
  async ensureStack(): Promise<void> {
    removeStaleLocks(this.environment);
    if (readCheckpoint(this.environment)) return;
    await this.succeed(["stack", "init", this.environment.name, "--no-select"]);
  }

  /** Runs a command on the environment's stack with the user's terminal, and returns its exit code. */
  run(command: string, flags: readonly string[]): Promise<number> {
    const child = spawn(this.executable, [command, "--stack", this.environment.name, ...flags], {
      ...this.spawnOptions(),
      stdio: "inherit",
    });
    // Ctrl-C reaches the engine too, which then cancels in good order: the twin has to be there until it is done.
    const ignore = () => undefined;
    const terminate = () => child.kill("SIGTERM");
    let kill: NodeJS.Timeout | undefined;
    const end = () => {
      child.kill("SIGINT");
      kill = setTimeout(() => child.kill("SIGKILL"), END_MILLISECONDS);
    };
    process.on("SIGINT", ignore);
    process.on("SIGTERM", terminate);
    this.end?.addEventListener("abort", end);
    return new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code, signal) => {
        if (signal === "SIGKILL") console.error("The engine was killed. The next command carries on from here.");
        resolve(code ?? 1);
      });
    }).finally(() => {
      clearTimeout(kill);
      process.off("SIGINT", ignore);
      process.off("SIGTERM", terminate);
      this.end?.removeEventListener("abort", end);
    });
  }

  /** How a command on the environment's stack is run without a terminal, for those who run it themselves. */
  commandLine(command: string, flags: readonly string[] = []) {
    const args = [command, "--stack", this.environment.name, "--non-interactive", ...flags];
    return { executable: this.executable, args, ...this.spawnOptions() };
  }

  /** URNs of what the stack's state holds, without providers, components and the stack itself. */
  customResources(): string[] {
    const resources = readCheckpoint(this.environment)?.resources ?? [];
    return resources.filter(({ custom, type }) => custom && !type.startsWith("pulumi:")).map(({ urn }) => urn);
  }

  /** Whether the stack's state holds anything: after a `destroy --target`, or one that was declined, it does. */
  hasResources(): boolean {
    return (readCheckpoint(this.environment)?.resources ?? []).length > 0;
  }

  /** The stack's state, with its secrets in plain text. */
  async exportState(): Promise<unknown> {
    return JSON.parse(await this.succeed(["stack", "export", "--show-secrets", "--stack", this.environment.name]));
  }

  /** Puts a state that was exported and changed in place of the stack's. */
  async importState(state: unknown): Promise<void> {
    const file = path.join(this.environment.workspaceDirectory, "state.json");
    writeWhole(file, state);
    try {
      await this.succeed(["stack", "import", "--file", file, "--stack", this.environment.name]);
    } finally {
      fs.rmSync(file, { force: true });
    }
  }

  private async succeed(args: readonly string[]): Promise<string> {
    const { code, stdout } = await this.capture(args);
    if (code !== 0) throw new Error(`pulumi ${args.slice(0, 2).join(" ")} failed:\n${stdout}`);
    return stdout;
  }

  /** Runs any command without a terminal; what it printed includes its errors when it failed. */
  capture(args: readonly string[]): Promise<{ code: number | null; stdout: string }> {
    const child = spawn(this.executable, [...args, "--non-interactive"], {
      ...this.spawnOptions(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    return new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => resolve({ code, stdout: code === 0 ? stdout : stdout + stderr }));
    });
  }

  /** The same engine and providers for a program of the Automation API, which finds the engine in the `bin` of a folder. */
  automation(): Engine {
    const root = this.environment.engineDirectory;
    const link = path.join(root, "bin", "pulumi");
    fs.mkdirSync(path.dirname(link), { recursive: true });
    fs.rmSync(link, { force: true });
    fs.symlinkSync(this.executable, link);
    return { root, variables: this.engineVariables() };
  }

  private spawnOptions() {
    return {
      cwd: this.environment.workspaceDirectory,
      env: { ...isolatedVariables(process.env), ...this.engineVariables() },
    };
  }

  private engineVariables() {
    const { languageHost, providers } = this.attachments;
    return {
      ...this.variables,
      PULUMI_HOME: this.environment.pulumiHome,
      PULUMI_BACKEND_URL: backendUrl(this.environment),
      PULUMI_CONFIG_PASSPHRASE: "",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      // For `--event-log`, by which tests see what the engine is at.
      PULUMI_DEBUG_COMMANDS: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_IGNORE_AMBIENT_PLUGINS: "true", // the twin has put what it uses into the plugin folder
      PULUMI_DEBUG_LANGUAGES: `nodejs:${languageHost}`,
      PULUMI_DEBUG_PROVIDERS: Object.entries(providers)
        .map(([name, port]) => `${name}:${port}`)
        .join(","),
    };
  }
}

/**
 * The URL of the engine's file backend. Without `metadata=skip` it keeps a file of attributes beside each file, which is not written whole: an engine
 * that is killed meanwhile leaves it empty, and the state can't be read any more ("failed to load checkpoint: EOF").
 */
function backendUrl({ backendDirectory }: Environment): string {
  const url = pathToFileURL(backendDirectory);
  url.searchParams.set("metadata", "skip");
  return url.href;
}
