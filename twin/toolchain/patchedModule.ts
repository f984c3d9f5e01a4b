import * as fs from "node:fs/promises";
import * as path from "node:path";

/** A module that is built from a copy in which a few texts are replaced. */
export interface PatchedModule {
  readonly module: string;
  /** By path in the module: a text that it includes once, and its replacement. */
  readonly replacements: Readonly<Record<string, readonly [text: string, replacement: string]>>;
}

/**
 * Copies the module, without its tests.
 *
 * @param source the module's folder in Go's module cache
 * @throws when a text to replace is not there once
 */
export async function copyPatched(source: string, target: string, { replacements }: PatchedModule): Promise<void> {
  const isTest = (file: string) => file.endsWith("_test.go") || file.split(path.sep).includes("testdata");
  const entries = await fs.readdir(source, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((candidate) => candidate.isFile())) {
    const file = path.relative(source, path.join(entry.parentPath, entry.name));
    if (isTest(file)) continue;
    const content = await fs.readFile(path.join(source, file));
    const change = replacements[file];
    await fs.mkdir(path.join(target, path.dirname(file)), { recursive: true });
    await fs.writeFile(path.join(target, file), change ? replaceOnce(content.toString(), file, ...change) : content);
  }
}

function replaceOnce(content: string, file: string, text: string, replacement: string): string {
  const parts = content.split(text);
  if (parts.length !== 2)
    throw new Error(`${file} must include "${text}" once to be patched; it does ${parts.length - 1} times.`);
  return parts.join(replacement);
}
