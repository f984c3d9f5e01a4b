import { spawn } from "node:child_process";
import * as fs from "node:fs";
import type { Environment } from "../environment";

/** Loopback ports of what the engine attaches to instead of starting its own. */
export interface Attachments {
  readonly languageHost: number;
  /** Providers by package name. */
  readonly providers: Readonly<Record<string, number>>;
}

interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly custom?: boolean;
}

/** The Pulumi CLI, run for one environment of the twin: own home, own file backend, attached providers. */
export class Pulumi {
  constructor(
    private readonly executable: string,
    private readonly environment: Environment,
    private readonly attachments: Attachments,
    private readonly variables: Readonly<Record<string, string>>,
  ) {
    fs.mkdirSync(environment.backendDirectory, { recursive: true });
  }

  /** Creates the stack unless it is there. */
  async ensureStack(): Promise<void> {
    const { code, stdout } = await this.capture(["stack", "ls", "--json"]);
    if (code !== 0) throw new Error(`pulumi stack ls failed:\n${stdout}`);
    const stacks = JSON.parse(stdout) as { name: string }[];
    if (stacks.some(({ name }) => name === this.environment.name)) return;
    const created = await this.capture(["stack", "init", this.environment.name, "--no-select"]);
    if (created.code !== 0) throw new Error(`pulumi stack init failed:\n${created.stdout}`);
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
    process.on("SIGINT", ignore);
    process.on("SIGTERM", terminate);
    return new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code, signal) => resolve(code ?? (signal ? 1 : 0)));
    }).finally(() => {
      process.off("SIGINT", ignore);
      process.off("SIGTERM", terminate);
    });
  }

  /** How a command on the environment's stack is run without a terminal, for those who run it themselves. */
  commandLine(command: string, flags: readonly string[] = []) {
    const args = [command, "--stack", this.environment.name, "--non-interactive", ...flags];
    return { executable: this.executable, args, ...this.spawnOptions() };
  }

  /** URNs of what the stack's state holds, without providers, components and the stack itself. */
  async customResources(): Promise<string[]> {
    const resources = await this.resources();
    return resources.filter(({ custom, type }) => custom && !type.startsWith("pulumi:")).map(({ urn }) => urn);
  }

  /** Whether the stack's state holds anything: after a `destroy --target`, or one that was declined, it does. */
  async hasResources(): Promise<boolean> {
    return (await this.resources()).length > 0;
  }

  private async resources(): Promise<readonly StateResource[]> {
    const { code, stdout } = await this.capture(["stack", "export", "--stack", this.environment.name]);
    if (code !== 0) throw new Error(`pulumi stack export failed:\n${stdout}`);
    const state = JSON.parse(stdout) as { deployment?: { resources?: StateResource[] } };
    return state.deployment?.resources ?? [];
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

  private spawnOptions() {
    const { languageHost, providers } = this.attachments;
    return {
      cwd: this.environment.workspaceDirectory,
      env: {
        ...withoutPulumiVariables(process.env),
        ...this.variables,
        PULUMI_HOME: this.environment.pulumiHome,
        PULUMI_BACKEND_URL: `file://${this.environment.backendDirectory}`,
        PULUMI_CONFIG_PASSPHRASE: "",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        PULUMI_IGNORE_AMBIENT_PLUGINS: "true", // the twin has put what it uses into the plugin folder
        PULUMI_DEBUG_LANGUAGES: `nodejs:${languageHost}`,
        PULUMI_DEBUG_PROVIDERS: Object.entries(providers)
          .map(([name, port]) => `${name}:${port}`)
          .join(","),
      },
    };
  }
}

/** The user's login, passphrase and stack selection belong to the real environments. */
function withoutPulumiVariables(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !name.startsWith("PULUMI_")));
}
