import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { writeWhole } from "../writeWhole";

const record = z.strictObject({
  clusterName: z.string(),
  region: z.string(),
  /** State of the simulated account, which says what profiles and node pools there are. */
  accountFile: z.string(),
});

/** Which cluster the compute controller works for. */
export type ComputeRecord = Readonly<z.infer<typeof record>>;

/** `undefined` when the cluster has no compute of EKS's own. */
export function readRecord(file: string): ComputeRecord | undefined {
  return existsSync(file) ? record.parse(JSON.parse(readFileSync(file, "utf8"))) : undefined;
}

export function writeRecord(file: string, content: ComputeRecord): void {
  writeWhole(file, content);
}
