import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { parse } from "yaml";
import { record, type RecordOptions } from "./recorder";
import type { Recording } from "./recording";

const root = resolve(__dirname, "../..");
const load = createRequire(__filename);

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

const recordings = new Map<string, Promise<Recording>>();

/** What the whole program registers for an environment's own stack file; run once for all tests. */
export function recordEnvironment(environment: string): Promise<Recording> {
  const recording = recordings.get(environment) ?? recordProgram(environment);
  recordings.set(environment, recording);
  return recording;
}

/** What runs when it is loaded: index.ts itself, and the configuration that it imports. */
const program = [load.resolve("../../index"), load.resolve("../../config/current")] as const;

/** Runs the whole program for an environment, as often as one likes: only what runs on loading is loaded anew. */
export function recordProgram(environment: string, options: RecordOptions = {}): Promise<Recording> {
  const config = options.config ?? stackConfig(environment);
  const account = JSON.parse(config["eks-platform:account"] ?? "{}") as { readonly id: string };
  const place = { accountId: account.id, region: config["eks-platform:region"] ?? "" };
  return record(
    () => {
      for (const file of program) Reflect.deleteProperty(load.cache, file);
      return load(program[0]) as unknown;
    },
    { ...options, stack: environment, config, place },
  );
}
