import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { InvalidArgumentError } from "commander";
import { UsageError } from "../environment";

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

/** The user's own plugin folder, where `pulumi plugin install` puts plugins. */
export function userPluginFolder(): string {
  return path.join(process.env.PULUMI_HOME ?? path.join(os.homedir(), ".pulumi"), "plugins");
}

/**
 * Checks that the machine has each plugin: on the PATH, or in the user's plugin folder.
 *
 * @throws UsageError naming the missing one and the command that installs it
 */
export function requireOfficialPlugins(names: readonly OfficialPlugin[]): void {
  for (const name of names) {
    const executable = `pulumi-resource-${name}`;
    const onPath = (process.env.PATH ?? "")
      .split(path.delimiter)
      .some((folder) => fs.existsSync(path.join(folder, executable)));
    if (onPath || isInstalled(name)) continue;
    throw new UsageError(
      `--official ${name}: there is no ${executable} on the PATH and none in ${userPluginFolder()}. ` +
        `\`pulumi plugin install resource ${name}\` installs it.`,
    );
  }
}

function isInstalled(name: OfficialPlugin): boolean {
  const folder = userPluginFolder();
  return (
    fs.existsSync(folder) &&
    fs.readdirSync(folder).some((entry) => entry.startsWith(`resource-${name}-v`) && !entry.endsWith(".lock"))
  );
}
