import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { cached, toolDirectory } from "./cache";
import type { PluginVersion } from "./goTool";
import { formatElapsed, type Progress } from "./progress";

const PLUGIN_ORIGIN = "https://get.pulumi.com";

export interface InstallOptions {
  readonly progress: Progress;
  readonly signal?: AbortSignal;
  /** Where the engine gets plugins from; Pulumi's own server unless given. */
  readonly server?: string;
  readonly probe?: (origin: string) => Promise<boolean>;
}

/** Where an installed plugin lies in the cache. */
export function pluginExecutable({ name, version }: PluginVersion): string {
  const file = `pulumi-resource-${name}`;
  return path.join(toolDirectory(file, `v${version}`), file);
}

/**
 * The official plugin in this very version: from the cache, else by the engine's own installer.
 *
 * @param engine tells the absolute path of pulumi; asked only where there is something to download
 * @returns absolute path of the plugin's executable; `undefined` where it can't be downloaded, which is said
 */
export async function obtainPlugin(
  engine: () => Promise<string>,
  { name, version }: PluginVersion,
  options: InstallOptions,
): Promise<string | undefined> {
  const { progress, signal, server } = options;
  const executable = pluginExecutable({ name, version });
  const [directory, file] = [path.dirname(executable), path.basename(executable)];
  if (existsSync(executable)) return executable;

  // Loaded only now: what a command with all its tools does not need takes time to load.
  const { unreachableHosts } = await import("./reachable");
  const unreachable = await unreachableHosts([server ?? PLUGIN_ORIGIN], options.probe);
  if (unreachable.size > 0) return undefined;
  try {
    const pulumi = await engine();
    await cached(directory, (temporary) => install(pulumi, { name, version }, temporary, options), {
      onWait: () => progress(file, `waiting for another process that is installing ${version}`),
      signal,
    });
  } catch (error) {
    signal?.throwIfAborted();
    progress(file, `${version} can't be installed: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
  return executable;
}

async function install(engine: string, { name, version }: PluginVersion, directory: string, options: InstallOptions) {
  const { progress, signal, server } = options;
  const started = Date.now();
  const elapsed = () => formatElapsed(Date.now() - started);
  const tool = `pulumi-resource-${name}`;
  const timer = setInterval(() => progress(tool, `installing ${version} · ${elapsed()}`, true), 1000);
  const home = path.join(directory, "home"); // not the user's: its plugins and login are theirs
  const args = ["plugin", "install", "resource", name, version, "--exact", "--non-interactive"];
  try {
    await run(engine, server === undefined ? args : [...args, "--server", server], home, signal);
  } finally {
    clearInterval(timer);
  }
  const installed = path.join(home, "plugins", `resource-${name}-v${version}`);
  for (const entry of await fs.readdir(installed)) {
    await fs.rename(path.join(installed, entry), path.join(directory, entry));
  }
  await fs.rm(home, { recursive: true });
  await fs.access(path.join(directory, tool), fs.constants.X_OK);
  progress(tool, `${version} installed in ${elapsed()}`);
}

async function run(engine: string, args: readonly string[], home: string, signal?: AbortSignal): Promise<void> {
  const child = spawn(engine, args, {
    env: { ...process.env, PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "true" },
    stdio: ["ignore", "ignore", "pipe"],
    signal,
  });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code === 0) return;
  throw new Error(stderr.trim().split("\n").at(-1) ?? `pulumi plugin install ended with exit code ${code}`);
}
