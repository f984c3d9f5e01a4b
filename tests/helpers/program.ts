import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { parse } from "yaml";
import { record, type RecordOptions } from "./recorder";
import type { Recording } from "./recording";

const root = resolve(__dirname, "../..");
const load = createRequire(__filename);

/** Configuration of a stack file as Pulumi hands it to the program: every value that is no string as JSON. */
export function stackConfig(environment: string): Record<string, string> {
  const file = parse(readFileSync(resolve(root, `Pulumi.${environment}.yaml`), "utf8")) as {
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

/** Runs the whole program for an environment, as often as one likes: index.ts is loaded anew, the SDK is not. */
export function recordProgram(environment: string, options: RecordOptions = {}): Promise<Recording> {
  const config = options.config ?? stackConfig(environment);
  const account = JSON.parse(config["eks-platform:account"] ?? "{}") as { readonly id: string };
  const place = { accountId: account.id, region: config["eks-platform:region"] ?? "" };
  const entry = load.resolve("../../index");
  return record(
    () => {
      Reflect.deleteProperty(load.cache, entry);
      return load(entry) as unknown;
    },
    { ...options, stack: environment, config, place },
  );
}
