import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Print } from "../config/commandLine";
import { environmentNames, findStackFile, UsageError } from "../config/findStackFile";
import { parseStackFile } from "../config/stackFile";
import { recordProgram } from "../recording/program";
import type { Recorded } from "../recording/record";
import { stackConfig } from "../recording/stackConfig";
import { commitOf, inCheckoutOf } from "./checkout";
import { render, type Rendered } from "./environment";
import type { RenderPlaces } from "./places";

/** What is compared: an environment of this checkout, or as it is at a commit. */
export interface Side {
  readonly name: string;
  readonly rendered: Rendered;
}

/** @throws ConfigError where the stack file is not sound */
export async function environmentSide(
  name: string,
  stackFile: string,
  { project, cache }: RenderPlaces,
): Promise<Side> {
  parseStackFile(stackFile);
  return { name, rendered: await render(await run(name, stackFile, project), { folder: project, cache, hide: true }) };
}

/**
 * What an environment is compared with: another environment, or the same one at a commit.
 *
 * @throws UsageError where `other` is neither, or its program fails
 */
export async function otherSide(
  environment: string,
  stackFile: string,
  other: string,
  places: RenderPlaces,
  print: Pick<Print, "error">,
): Promise<Side> {
  if (environmentNames().includes(other)) return environmentSide(other, findStackFile(other), places);
  const { project, cache } = places;
  const commit = commitOf(other, project);
  if (commit === undefined) {
    const names = environmentNames().join(", ");
    throw new UsageError(`There is no environment and no commit "${other}". Environments are: ${names}.`);
  }
  const name = `${environment}@${other}`;
  const file = relative(project, stackFile);
  return inCheckoutOf(commit, project, async ({ folder, hasSamePackages }) => {
    if (!existsSync(join(folder, file))) {
      print.error(`${other} has no ${file}: everything in ${environment} is new.`);
      return { name, rendered: { objects: [], patches: [], eksAddons: [], notRendered: [] } };
    }
    if (!hasSamePackages) {
      print.error(`${other} has another package-lock.json: its program is run with the packages of this checkout.`);
    }
    const recorded = await run(environment, join(folder, file), folder).catch((error: unknown) => {
      throw new UsageError(`The program of ${other} fails: ${error instanceof Error ? error.message : String(error)}`);
    });
    return { name, rendered: await render(recorded, { folder, cache, hide: true }) };
  });
}

const run = (stack: string, stackFile: string, folder: string): Promise<Recorded> =>
  recordProgram(stack, stackConfig(readFileSync(stackFile, "utf8")), { folder });
