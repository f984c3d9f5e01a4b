import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installPlugins } from "../../../twin/commands/officialPlugins";
import { type LanguageHost, serveLanguageHost } from "../../../twin/engine/languageHost";
import { Pulumi } from "../../../twin/engine/pulumi";
import { Environment } from "../../../twin/environment";
import { ensureKubernetesProvider, ensurePulumi } from "../../../twin/toolchain";

export interface Declaration {
  readonly name: string;
  /** Class of `@pulumi/kubernetes`, for example `apps.v1.Deployment`. */
  readonly type: string;
  readonly args: object;
  readonly options?: {
    /** Names of resources that are declared before. */
    readonly dependsOn?: readonly string[];
    readonly ignoreChanges?: string[];
    readonly customTimeouts?: { readonly create?: string; readonly update?: string; readonly delete?: string };
    readonly import?: string;
  };
}

export interface Program {
  readonly kubeconfig: string;
  readonly resources: readonly Declaration[];
}

export interface Finished {
  readonly code: number | null;
  readonly output: string;
  /** What is done to each resource that does not stay as it is: `create`, `update`, `replace`, `delete`, `import` … */
  readonly steps: Readonly<Record<string, string>>;
  /** Paths of the properties that change, by resource. */
  readonly changes: Readonly<Record<string, readonly string[]>>;
}

interface EngineEvent {
  readonly resourcePreEvent?: {
    readonly metadata: {
      readonly op: string;
      readonly urn: string;
      readonly detailedDiff?: Readonly<Record<string, unknown>> | null;
    };
  };
}

export interface StateResource {
  readonly urn: string;
  readonly id: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** A stack of Kubernetes resources on the real engine and the official provider; its program declares what {@link declare} was told. */
export class KubernetesStack {
  private readonly declarations = new Map<string, Declaration>();

  private constructor(
    private readonly directory: string,
    private readonly kubeconfig: string,
    private readonly pulumi: Pulumi,
    private readonly languageHost: LanguageHost,
  ) {}

  /** @param kubeconfig its content */
  static async create(directory: string, kubeconfig: string): Promise<KubernetesStack> {
    const name = "test";
    const environment = new Environment(name, "", directory);
    mkdirSync(environment.workspaceDirectory, { recursive: true });
    const project = {
      name: "kubernetes",
      main: join(__dirname, "program.ts"),
      runtime: {
        name: "nodejs",
        options: { typescript: false, nodeargs: `--require ${require.resolve("../../../typescript.cjs")}` },
      },
    };
    writeFileSync(join(environment.workspaceDirectory, "Pulumi.yaml"), JSON.stringify(project));
    const { pulumi: executable } = await ensurePulumi(() => undefined);
    const provider = await ensureKubernetesProvider(() => undefined);
    installPlugins([{ name: "kubernetes", executable: provider }], environment.pulumiHome);
    const languageHost = await serveLanguageHost();
    const variables = { PULUMI_DEBUG_COMMANDS: "true" }; // for --event-log
    const pulumi = new Pulumi(executable, environment, { languageHost: languageHost.port, providers: {} }, variables);
    await pulumi.ensureStack();
    return new KubernetesStack(directory, kubeconfig, pulumi, languageHost);
  }

  /** Adds the resource to the program, in place of one of the same name. */
  declare(name: string, type: string, args: object, options?: Declaration["options"]): void {
    this.declarations.set(name, { name, type, args, options });
  }

  remove(...names: string[]): void {
    for (const name of names) this.declarations.delete(name);
  }

  preview = () => this.run("preview");
  tryUp = () => this.run("up", "--yes", "--skip-preview");
  up = () => this.succeed("up", "--yes", "--skip-preview");
  refresh = () => this.succeed("refresh", "--yes", "--skip-preview");
  tryDestroy = (...flags: string[]) => this.run("destroy", "--yes", "--skip-preview", ...flags);
  destroy = () => this.succeed("destroy", "--yes", "--skip-preview");

  async succeed(command: string, ...flags: string[]): Promise<Finished> {
    const finished = await this.run(command, ...flags);
    assert.equal(finished.code, 0, finished.output);
    return finished;
  }

  /** The resource as the stack's state holds it. */
  async state(name: string): Promise<StateResource> {
    const { stdout } = await this.pulumi.capture(["stack", "export", "--stack", "test"]);
    const { deployment } = JSON.parse(stdout) as { deployment: { resources: StateResource[] } };
    const found = deployment.resources.find(({ urn }) => nameOf(urn) === name);
    assert.ok(found, `${name} is not in the state`);
    return found;
  }

  stop(): void {
    this.languageHost.stop();
  }

  private async run(command: string, ...flags: string[]): Promise<Finished> {
    const program: Program = { kubeconfig: this.kubeconfig, resources: [...this.declarations.values()] };
    const file = join(this.directory, "program.json");
    writeFileSync(file, JSON.stringify(program));
    process.env.KUBERNETES_TEST_PROGRAM = file; // the language host passes it on to the program
    const log = join(this.directory, "events.json");
    writeFileSync(log, ""); // the engine does not write one when it refuses to start
    const { code, stdout } = await this.pulumi.capture([command, "--stack", "test", "--event-log", log, ...flags]);
    const steps: Record<string, string> = {};
    const changes: Record<string, readonly string[]> = {};
    for (const line of readFileSync(log, "utf8").split("\n").filter(Boolean)) {
      const { metadata } = (JSON.parse(line) as EngineEvent).resourcePreEvent ?? {};
      if (!metadata || metadata.op === "same" || metadata.urn.includes("::pulumi:")) continue;
      const name = nameOf(metadata.urn);
      // A replacement has two more steps, the creation and the deletion.
      if (steps[name] !== "replace") steps[name] = metadata.op;
      if (metadata.detailedDiff) changes[name] = Object.keys(metadata.detailedDiff);
    }
    return { code, output: stdout, steps, changes };
  }
}

function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? "";
}
