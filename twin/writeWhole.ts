import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Written beside and renamed: who reads it sees a whole file, and a process that dies in between leaves the last one. For the user's eyes alone. */
export function writeWhole(file: string, content: unknown): void {
  const draft = `${file}.${process.pid}.tmp`;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(draft, `${JSON.stringify(content, undefined, 1)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}
