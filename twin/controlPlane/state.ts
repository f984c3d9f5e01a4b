import { readFileSync } from "node:fs";
import { z } from "zod";
import { writeWhole } from "../writeWhole";
import type { ControlPlaneFiles } from "./files";

const schema = z.strictObject({
  /** Kubernetes minor that was started last: `1.36`. */
  minor: z.string(),
  serviceCidr: z.string(),
  apiServerPort: z.number(),
  etcdPort: z.number(),
  /** Whether pods take no time to start and to end. */
  instantPods: z.boolean().optional(),
  /** Where kwok and metrics-server answer, once the latter was needed. */
  metricsPorts: z.strictObject({ kwok: z.number(), metricsServer: z.number() }).optional(),
});

export type State = Readonly<z.infer<typeof schema>>;

/** What the last start left; `undefined` before the first. */
export function readState(files: ControlPlaneFiles): State | undefined {
  let text: string;
  try {
    text = readFileSync(files.state, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
  return schema.parse(JSON.parse(text));
}

export function writeState(files: ControlPlaneFiles, state: State): void {
  writeWhole(files.state, state);
}
