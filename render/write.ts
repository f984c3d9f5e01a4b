import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Pages } from "./pages";

/** Writes each page into a file below the folder, whose former content is gone. */
export function writePages(pages: Pages, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of pages) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
