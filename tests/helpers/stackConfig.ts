import { readFileSync } from "node:fs";
import { environmentNames, findStackFile } from "../../config/findStackFile";
import { stackConfig as configOf } from "../../recording/stackConfig";
import { atLeastOne } from "./atLeastOne";

/** Every environment with a stack file: the platform's own, and those under tests/stacks. */
export const environments: readonly string[] = atLeastOne(environmentNames()).sort();

/** Configuration of an environment as Pulumi hands it to the program. */
export const stackConfig = (environment: string): Record<string, string> =>
  configOf(readFileSync(findStackFile(environment), "utf8"));
