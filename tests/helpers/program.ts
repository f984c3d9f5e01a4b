import { recordProgram as recordRun } from "../../recording/program";
import type { RecordOptions } from "./recorder";
import { Recording } from "./recording";
import { stackConfig } from "./stackConfig";

const recordings = new Map<string, Promise<Recording>>();

/** What the whole program registers for an environment's own stack file; run once for all tests. */
export function recordEnvironment(environment: string): Promise<Recording> {
  const recording = recordings.get(environment) ?? recordProgram(environment);
  recordings.set(environment, recording);
  return recording;
}

/** Runs the whole program for an environment, as often as one likes. */
export const recordProgram = async (
  environment: string,
  { config = stackConfig(environment), ...options }: Pick<RecordOptions, "config" | "preview"> = {},
): Promise<Recording> => new Recording(await recordRun(environment, config, options));
