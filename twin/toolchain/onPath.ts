import { execFile } from "node:child_process";
import { promisify } from "node:util";
import which from "which";
import type { GoTool } from "./goTool";

/** The first executable of that name on PATH, when its version fits. One that can't tell its version counts as none. */
export async function onPath(
  { name, onPath: rule }: Pick<GoTool, "name" | "onPath">,
  searchPath = process.env.PATH ?? "",
): Promise<string | undefined> {
  if (rule === undefined) return undefined;
  const found = await which(name, { path: searchPath, nothrow: true });
  if (found === null) return undefined;
  const version = await versionOf(found, rule.versionArguments);
  return version !== undefined && rule.accepts(version) ? found : undefined;
}

async function versionOf(executable: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(executable, args, {
      env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    });
    return /\d+\.\d+\.\d+/.exec(stdout)?.[0];
  } catch {
    return undefined;
  }
}
