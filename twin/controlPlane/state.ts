import { readFileSync } from "node:fs";
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { z } from "zod";
import type { ControlPlaneFiles } from "./files";

const schema = z.strictObject({
  /** Kubernetes minor that was started last: `1.36`. */
  minor: z.string(),
  serviceCidr: z.string(),
  apiServerPort: z.number(),
  etcdPort: z.number(),
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

export async function writeState(files: ControlPlaneFiles, state: State): Promise<void> {
  await fs.mkdir(path.dirname(files.state), { recursive: true, mode: 0o700 });
  const temporary = `${files.state}.new`;
  await fs.writeFile(temporary, JSON.stringify(state, undefined, 2) + "\n");
  await fs.rename(temporary, files.state);
}
