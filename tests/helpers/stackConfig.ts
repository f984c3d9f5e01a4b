import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "yaml";

const root = resolve(__dirname, "../..");

const stackFiles = new Map(
  [root, resolve(root, "tests/stacks")].flatMap((directory) =>
    readdirSync(directory).flatMap((file): [string, string][] => {
      const [, environment] = /^Pulumi\.(.+)\.yaml$/.exec(file) ?? [];
      return environment === undefined ? [] : [[environment, resolve(directory, file)]];
    }),
  ),
);

/** Every environment with a stack file: the platform's own, and those under tests/stacks. */
export const environments: readonly string[] = [...stackFiles.keys()].sort();

/** Configuration of a stack file as Pulumi hands it to the program: every value that is no string as JSON. */
export function stackConfig(environment: string): Record<string, string> {
  const file = parse(readFileSync(stackFiles.get(environment) ?? `Pulumi.${environment}.yaml`, "utf8")) as {
    readonly config: Readonly<Record<string, unknown>>;
  };
  return Object.fromEntries(
    Object.entries(file.config).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}
