import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { InvalidArgumentError } from "commander";
import { UsageError } from "../../config/findStackFile";

/** Packages whose official plugin can take the place of the twin's stand-in; `aws` stays simulated. */
export const OFFICIAL_PLUGINS = ["kubernetes", "eks", "awsx"] as const;

export type OfficialPlugin = (typeof OFFICIAL_PLUGINS)[number];

/** Reads the value of `--official`. */
export function parseOfficialPlugins(value: string): OfficialPlugin[] {
  if (value === "all") return [...OFFICIAL_PLUGINS];
  return value.split(",").map((name) => {
    const plugin = OFFICIAL_PLUGINS.find((known) => known === name.trim());
    if (!plugin) throw new InvalidArgumentError(`"${name}" is not one of ${OFFICIAL_PLUGINS.join(", ")}, all.`);
    return plugin;
  });
}

/**
 * Makes the user's own plugins of these packages known to the twin's engine, which has a home of its own.
 *
 * @param pulumiHome the engine's home
 * @throws UsageError naming a plugin that is neither on the PATH nor in the user's plugin folder, and the command that installs it
 */
export function linkOfficialPlugins(names: readonly OfficialPlugin[], pulumiHome: string): void {
  const folder = userPluginFolder();
  const linked = path.join(pulumiHome, "plugins");
  // Links of an earlier command would go on taking the place of stand-ins that this one serves.
  fs.rmSync(linked, { recursive: true, force: true });
  for (const name of names) {
    const installed = fs.existsSync(folder) ? fs.readdirSync(folder).filter(isPluginOf(name)) : [];
    if (installed.length === 0 && !isOnPath(`pulumi-resource-${name}`)) {
      throw new UsageError(
        `--official ${name}: there is no pulumi-resource-${name} on the PATH and none in ${folder}. ` +
          `\`pulumi plugin install resource ${name}\` installs it.`,
      );
    }
    fs.mkdirSync(linked, { recursive: true });
    for (const entry of installed) fs.symlinkSync(path.join(folder, entry), path.join(linked, entry));
  }
}

/** Where `pulumi plugin install` puts plugins. */
function userPluginFolder(): string {
  return path.join(process.env.PULUMI_HOME ?? path.join(os.homedir(), ".pulumi"), "plugins");
}

const isPluginOf = (name: OfficialPlugin) => (entry: string) =>
  entry.startsWith(`resource-${name}-v`) && !entry.endsWith(".lock");

function isOnPath(executable: string): boolean {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  return folders.some((folder) => fs.existsSync(path.join(folder, executable)));
}
