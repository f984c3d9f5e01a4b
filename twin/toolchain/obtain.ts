import { existsSync } from "node:fs";
import * as path from "node:path";
import { build } from "./build";
import { cached, toolDirectory } from "./cache";
import type { answers } from "./download";
import { pulumi, type GoTool } from "./goTool";
import { onPath } from "./onPath";
import { obtainPlugin, pluginExecutable } from "./plugin";
import type { Progress } from "./progress";
import { type Platform, publicOrigins, type Release, releaseDirectory, releaseOf } from "./release";

export interface ObtainOptions {
  readonly progress: Progress;
  /** Ends a download or build that is under way. */
  readonly signal?: AbortSignal;
  readonly origins?: typeof publicOrigins;
  readonly platform?: Platform;
  readonly probe?: typeof answers;
}

/**
 * Absolute paths of the tools: on PATH where the version fits, else from the cache, else from the project's own release or
 * by the engine's installer of plugins, else built from its Go module.
 *
 * @throws ChecksumError when a download is not what the project published
 * @throws GoError when something must be built and there is no suitable Go
 */
export async function obtain(tools: readonly GoTool[], options: ObtainOptions): Promise<string[]> {
  const { progress, signal } = options;
  const { origins = publicOrigins, platform = { os: process.platform, arch: process.arch } } = options;
  const release = (tool: GoTool) => releaseOf(tool, origins, platform);
  const place = async (tool: GoTool) => (await onPath(tool)) ?? inCache(tool, release(tool));

  const places = await Promise.all(tools.map(place));
  const missing = tools.filter((_, index) => places[index] === undefined);
  if (missing.length === 0) return places.filter((found) => found !== undefined);

  // Loaded only now: what a command with all its tools does not need takes time to load.
  const { fetchReleases } = await import("./fetchReleases");
  await fetchReleases(missing.map(release), options);
  for (const { plugin } of missing) {
    if (plugin) await obtainPlugin(async () => (await obtain([pulumi()], options))[0] ?? "", plugin, options);
  }
  await buildAll(
    missing.filter((tool) => inCache(tool, release(tool)) === undefined),
    progress,
    signal,
  );
  return Promise.all(
    tools.map(async (tool) => {
      const found = await place(tool);
      if (found === undefined)
        throw new Error(`${tool.name} ${tool.version} was just put into the cache, and is gone.`);
      return found;
    }),
  );
}

function inCache(tool: GoTool, release: Release | undefined): string | undefined {
  const folders = [toolDirectory(tool.name, `v${tool.version}`), ...(release ? [releaseDirectory(release)] : [])];
  const files = folders.map((folder) => path.join(folder, tool.name));
  return [...(tool.plugin ? [pluginExecutable(tool.plugin)] : []), ...files].find((file) => existsSync(file));
}

/** The longest first. One after another: each build uses all cores by itself, and two linkers at once would double the memory it takes. */
async function buildAll(tools: readonly GoTool[], progress: Progress, signal?: AbortSignal): Promise<void> {
  if (tools.length === 0) return;
  const longestFirst = tools.toSorted((a, b) => b.roughMinutes - a.roughMinutes);
  const minutes = longestFirst.reduce((sum, { roughMinutes }) => sum + roughMinutes, 0);
  const names = longestFirst.map(({ name, version }) => `${name} ${version}`).join(", ");
  let announced = false;
  for (const tool of longestFirst) {
    await cached(
      toolDirectory(tool.name, `v${tool.version}`),
      async (temporary) => {
        if (!announced) progress("tools", `building ${names}: once, about ${minutes} min on two cores`);
        announced = true;
        await build(tool, temporary, progress, signal);
      },
      { onWait: () => progress(tool.name, `waiting for another process that is building ${tool.version}`), signal },
    );
  }
}
