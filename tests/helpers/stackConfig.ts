import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { environmentNames, findStackFile } from "../../config/findStackFile";
import { atLeastOne } from "./atLeastOne";

/** Every environment with a stack file: the platform's own, and those under tests/stacks. */
export const environments: readonly string[] = atLeastOne(environmentNames()).sort();

/** Configuration of a stack file as Pulumi hands it to the program: every value that is no string as JSON. */
export function stackConfig(environment: string): Record<string, string> {
  const file = parse(readFileSync(findStackFile(environment), "utf8")) as {
    readonly config: Readonly<Record<string, unknown>>;
  };
  return Object.fromEntries(
    Object.entries(file.config).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}
