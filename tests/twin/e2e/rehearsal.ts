import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Environment } from "../../../twin/environment";
import { type Changes, changedText } from "../../config/stackText";
import { type Finished, spawnTwin, succeed, twin } from "./twin";

export interface Step {
  readonly op: string;
  /** Type and name, for example `aws:eks/cluster:Cluster::cluster`. */
  readonly resource: string;
}

export interface Condition {
  readonly type: string;
  readonly status: string;
}

const WITHOUT_WAITING = ["--yes", "--skip-preview", "--suppress-outputs", "--instant"] as const;

/** A stack file of the repository, changed here and there, on the twin. */
export class Rehearsal {
  private readonly folder = mkdtempSync(join(tmpdir(), "eks-platform-"));
  readonly stackFile: string;
  readonly environment: Environment;

  constructor(
    readonly name: string,
    /** Path of the stack file that it begins with. */
    private readonly template: string,
  ) {
    this.stackFile = join(this.folder, `Pulumi.${name}.yaml`);
    this.environment = new Environment(name, this.stackFile);
  }

  /** The text of the stack file after some changes. */
  text(changes: Changes = {}): string {
    return changedText(readFileSync(this.template, "utf8"), changes);
  }

  write(changes: Changes = {}): void {
    writeFileSync(this.stackFile, this.text(changes));
  }

  /** Writes a file that goes with the rehearsal. */
  file(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    return path;
  }

  run(command: string, ...flags: string[]): Promise<Finished> {
    return twin(command, this.name, "--stack-file", this.stackFile, ...flags);
  }

  spawn(command: string, ...flags: string[]) {
    return spawnTwin(command, this.name, "--stack-file", this.stackFile, ...flags);
  }

  async succeed(command: string, ...flags: string[]): Promise<Finished> {
    return succeed(command, this.name, "--stack-file", this.stackFile, ...flags);
  }

  tryUp = (...flags: string[]) => this.run("up", ...WITHOUT_WAITING, ...flags);
  up = (...flags: string[]) => this.succeed("up", ...WITHOUT_WAITING, ...flags);

  /** What a preview would do, apart from what stays as it is. */
  async plannedSteps(): Promise<Step[]> {
    const { stdout } = await this.succeed("preview", "--json");
    const { steps } = JSON.parse(stdout.slice(stdout.indexOf("{"))) as { steps: { op: string; urn: string }[] };
    return steps
      .filter(({ op }) => op !== "same")
      .map(({ op, urn }) => ({ op, resource: urn.split("::").slice(2).join("::").split("$").at(-1) ?? "" }));
  }

  assertUnchanged = () => this.succeed("preview", "--expect-no-changes");

  /** `kubectl get <args> --output=json`. */
  async get<Result>(...args: string[]): Promise<Result> {
    const { stdout } = await succeed("kubectl", this.name, "get", ...args, "--output=json");
    return JSON.parse(stdout) as Result;
  }

  /** For a run that failed half way: after a `destroy` there is nothing to do. */
  async discard(): Promise<void> {
    if (existsSync(this.environment.directory)) await twin("forget", this.name);
    rmSync(this.folder, { recursive: true });
  }
}
