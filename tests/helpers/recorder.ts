import { record as recordRun, type RecordOptions } from "../../recording/record";
import { Recording } from "./recording";

export type { RecordOptions } from "../../recording/record";

/** Runs a program with mocks. For the whole program of an environment: `recordEnvironment`; for one component: `recordComponent`. */
export const record = async (program: () => unknown, options?: RecordOptions): Promise<Recording> =>
  new Recording(await recordRun(program, options));
