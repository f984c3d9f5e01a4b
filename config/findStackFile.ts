import { existsSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

/** A mistake of the user: the command line shows its message alone. */
export class UsageError extends Error {}

/** The folder of the project. */
export const project = resolve(__dirname, "..");

const folders = [project, join(project, "tests", "stacks")];

/**
 * The stack file of an environment: the one given, `Pulumi.<name>.yaml` of the project, or one of the examples in tests/stacks.
 *
 * @throws UsageError naming the environments there are
 */
export function findStackFile(name: string, given?: string): string {
  if (given !== undefined) {
    if (existsSync(given)) return sureIsFile(resolve(given), given);
    throw new UsageError(`There is no stack file ${given}.`);
  }
  const found = folders.map((folder) => join(folder, `Pulumi.${name}.yaml`)).find(existsSync);
  if (found !== undefined) return sureIsFile(found, `Pulumi.${name}.yaml`);
  throw new UsageError(
    `There is no environment "${name}": it needs a Pulumi.${name}.yaml. There are: ${environmentNames().join(", ")}.`,
  );
}

function sureIsFile(path: string, shown: string): string {
  if (statSync(path).isFile()) return path;
  throw new UsageError(`${shown} is a folder; it must be a YAML file.`);
}

const namesIn = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []) : [];

/** Names of the environments with a stack file: the project's own, then the examples. */
export const environmentNames = (): string[] => folders.flatMap(namesIn);

/** Stack files of the project's own environments. */
export const ownStackFiles = (): string[] => namesIn(project).map((name) => findStackFile(name));
