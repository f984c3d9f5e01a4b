import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Written beside and renamed: who reads it sees a whole file, and a process that dies in between leaves the last one. For the user's eyes alone.
 *
 * @throws with the file's path when it can't be written, for example because the disk is full; what was there before is still there
 */
export function writeWhole(file: string, content: unknown): void {
  const draft = `${file}.${process.pid}.tmp`;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(draft, `${JSON.stringify(content, undefined, 1)}\n`, { mode: 0o600 });
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw isDiskFull(error)
      ? new Error(
          `The disk is full: ${file} could not be written and is as it was before. Free some space and run the command again.`,
        )
      : error;
  }
}

function isDiskFull(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");
}
