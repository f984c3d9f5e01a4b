import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { RunError } from "@pulumi/pulumi";

/** A digest of all files in a chart's folder: Helm sees no difference between two charts of one version. */
export function folderDigest(folder: string): string {
  if (!existsSync(join(folder, "Chart.yaml"))) {
    throw new RunError(`There is no chart in ${folder}: a release of charts.releases has it as its source.`);
  }
  const hash = createHash("sha256");
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) hash.update(relative(folder, file)).update("\0").update(readFileSync(file)).update("\0");
  return `sha256:${hash.digest("hex")}`;
}
