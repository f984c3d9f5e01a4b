import { execFile } from "node:child_process";
import { constants } from "node:fs";
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { promisify } from "node:util";
import { isAtLeast, minimumPulumi } from "./versions";

/** The first pulumi on PATH, when it is version 3 and new enough. One that can't tell its version (a version manager's shim without a version) counts as none. */
export async function pulumiOnPath(searchPath = process.env.PATH ?? ""): Promise<string | undefined> {
  const found = await findExecutable("pulumi", searchPath);
  if (found === undefined) return undefined;
  const version = await versionOf(found);
  return version?.startsWith("v3.") && isAtLeast(version, minimumPulumi) ? found : undefined;
}

async function versionOf(pulumi: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(pulumi, ["version"], {
      env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    });
    return stdout.trim();
  } catch {
    return undefined;
  }
}

async function findExecutable(name: string, searchPath: string): Promise<string | undefined> {
  for (const folder of searchPath.split(path.delimiter).filter((entry) => entry !== "")) {
    const candidate = path.resolve(folder, name);
    if (await isExecutable(candidate)) return candidate;
  }
  return undefined;
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await fs.access(file, constants.X_OK);
    return (await fs.stat(file)).isFile();
  } catch {
    return false;
  }
}
