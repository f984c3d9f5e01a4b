import { existsSync } from "node:fs";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { withLock } from "./lock";

/**
 * Where built tools are kept: `EKS_PLATFORM_CACHE`, else `eks-platform` in the user's cache folder (`XDG_CACHE_HOME`, by default `~/.cache`).
 */
export function cacheDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  // Set to nothing counts as not set: https://specifications.freedesktop.org/basedir-spec/latest/
  const { EKS_PLATFORM_CACHE: own = "", XDG_CACHE_HOME: ofUser = "" } = environment;
  return own || path.join(ofUser || path.join(os.homedir(), ".cache"), "eks-platform");
}

/** The folder of one tool: `<cache>/tools/<name>/<version>-<os>-<architecture>`. */
export function toolDirectory(name: string, version: string): string {
  return path.join(cacheDirectory(), "tools", name, `${version}-${process.platform}-${process.arch}`);
}

export interface CachedOptions {
  /** Called once when another process is filling the same folder. */
  readonly onWait?: () => void;
  readonly signal?: AbortSignal;
}

/**
 * Makes sure that the folder is there, filled by `fill`.
 *
 * It appears complete or not at all: `fill` works in a temporary folder beside it, which is renamed at the end. When several processes ask at once, one fills it and the others
 * wait; what an interrupted one left is removed by the next.
 */
export async function cached(
  directory: string,
  fill: (temporary: string) => Promise<void>,
  options: CachedOptions = {},
): Promise<void> {
  if (existsSync(directory)) return;
  await withLock(
    `${directory}.lock`,
    async () => {
      if (existsSync(directory)) return;
      const temporary = `${directory}.unfinished`;
      await fs.rm(temporary, { recursive: true, force: true });
      await fs.mkdir(temporary, { recursive: true });
      await fill(temporary);
      await fs.rename(temporary, directory);
    },
    options,
  );
}
