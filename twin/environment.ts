import * as fs from "node:fs";
import * as path from "node:path";
import { findStackFile, UsageError } from "../config/findStackFile";

/** The repository: where Pulumi.yaml and the program stand. */
export const PROJECT_DIRECTORY = path.resolve(__dirname, "..");

const STATE_DIRECTORY = path.join(PROJECT_DIRECTORY, ".twin");

/** One environment of the twin: where its stack file is, and where the twin keeps what belongs to it. */
export class Environment {
  readonly directory: string;

  /**
   * @param name the stack's name
   * @param stackFile the user's own stack file; it is only ever read
   * @param stateDirectory where the twin keeps its environments
   */
  constructor(
    readonly name: string,
    readonly stackFile: string,
    stateDirectory = STATE_DIRECTORY,
  ) {
    this.directory = path.join(stateDirectory, name);
  }

  /** A simulated AWS account: the stack file's, or another one that the credentials of a rehearsal lead to. */
  accountFile(accountId: string): string {
    return path.join(this.accountsDirectory, `${accountId}.json`);
  }

  /** Ids of the simulated accounts that hold something, or did. */
  accountIds(): string[] {
    if (!fs.existsSync(this.accountsDirectory)) return [];
    return fs.readdirSync(this.accountsDirectory).flatMap((file) => /^(\d+)\.json$/.exec(file)?.[1] ?? []);
  }

  private get accountsDirectory(): string {
    return path.join(this.directory, "accounts");
  }

  /** The engine's project folder: a Pulumi.yaml that points to the program, and the copy of the stack file that the engine may write to. */
  get workspaceDirectory(): string {
    return path.join(this.directory, "workspace");
  }

  /** PULUMI_HOME: no login, plugin or setting of the user is touched. */
  get pulumiHome(): string {
    return path.join(this.directory, "pulumi");
  }

  /** Its `bin` leads to the engine. Not on any PATH: the twin would find itself there. */
  get engineDirectory(): string {
    return path.join(this.directory, "engine");
  }

  /** The file backend that holds the stack's state. */
  get backendDirectory(): string {
    return path.join(this.directory, "state");
  }

  /** The charts of the environment, which is the program's mirror of them. */
  get chartsDirectory(): string {
    return path.join(this.directory, "charts");
  }

  get controlPlaneDirectory(): string {
    return path.join(this.directory, "controlPlane");
  }

  /** Comes first on the PATH of everything the twin runs; holds the `aws` that answers `eks get-token`. */
  get binDirectory(): string {
    return path.join(this.directory, "bin");
  }

  /** Held by the command that works on the environment. */
  get lock(): string {
    return `${this.directory}.lock`;
  }

  /** Removes everything that the twin keeps of the environment. */
  async forget(): Promise<void> {
    await fs.promises.rm(this.directory, { recursive: true, force: true });
  }
}

/**
 * Finds the environment's stack file: the one given, `Pulumi.<name>.yaml` beside Pulumi.yaml, or one of the examples in tests/stacks.
 *
 * @throws UsageError naming the environments there are
 */
export function findEnvironment(name: string, stackFile?: string): Environment {
  if (!/^[A-Za-z0-9][A-Za-z0-9-]*$/.test(name)) {
    throw new UsageError(`"${name}" is no name for an environment: letters, digits and dashes are allowed.`);
  }
  return new Environment(name, findStackFile(name, stackFile));
}

/**
 * Finds an environment that the twin holds something of, whatever stack file it was made from.
 *
 * @throws UsageError
 */
export function findKnownEnvironment(name: string): Environment {
  const known = knownEnvironments().find((environment) => environment.name === name);
  if (!known) throw new UsageError(`The twin holds no environment "${name}". \`npm start -- ${name}\` brings it up.`);
  return known;
}

/** The environments that the twin holds something of, whether they run or not. */
export function knownEnvironments(): Environment[] {
  if (!fs.existsSync(STATE_DIRECTORY)) return [];
  return fs
    .readdirSync(STATE_DIRECTORY, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.endsWith(".lock"))
    .map((entry) => new Environment(entry.name, path.join(PROJECT_DIRECTORY, `Pulumi.${entry.name}.yaml`)));
}
