import { createRequire } from "node:module";
import { record, type RecordOptions } from "./recorder";
import type { Recording } from "./recording";
import { stackConfig } from "./stackConfig";

const load = createRequire(__filename);

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
