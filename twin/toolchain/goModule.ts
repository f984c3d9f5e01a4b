import * as fs from "node:fs/promises";
import * as path from "node:path";
import { z } from "zod";
import { go } from "./go";
import { minimumGo } from "./versions";

export async function writeGoModule(
  directory: string,
  requires: Readonly<Record<string, string>>,
  replaces: Readonly<Record<string, string>> = {},
): Promise<void> {
  const lines = [
    "module eks-platform-tool",
    `go ${minimumGo}`,
    ...Object.entries(requires).map(([module, version]) => `require ${module} ${version}`),
    ...Object.entries(replaces).map(([module, version]) => `replace ${module} => ${module} ${version}`),
  ];
  await fs.writeFile(path.join(directory, "go.mod"), lines.join("\n") + "\n");
}

export interface ModuleOptions {
  readonly directory: string;
  readonly signal?: AbortSignal;
}

const downloadedModule = z.object({ GoMod: z.string(), Dir: z.string() });

/** Fetches a module into Go's cache, and tells where it is there. */
export async function download(module: string, version: string, options: ModuleOptions) {
  return downloadedModule.parse(JSON.parse(await go(["mod", "download", "-json", `${module}@${version}`], options)));
}

/** Keeps files of a module under their own names. */
export async function copyFiles(module: string, files: readonly string[], directory: string): Promise<void> {
  for (const file of files) {
    // Written, not copied: a copy would keep the read-only mode that files have in Go's module cache.
    await fs.writeFile(path.join(directory, path.basename(file)), await fs.readFile(path.join(module, file)));
  }
}
