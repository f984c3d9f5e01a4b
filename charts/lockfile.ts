import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import type { RemoteChart } from "../config/charts";

const schema = z.record(z.string(), z.strictObject({ source: z.string(), digest: z.string() }));

/** The digest that each chart had when it was first fetched, by `<name> <version>`. */
export type Lockfile = z.output<typeof schema>;

export const lockKey = ({ name, version }: Pick<RemoteChart, "name" | "version">): string => `${name} ${version}`;

export const readLockfile = (file: string): Lockfile =>
  existsSync(file) ? schema.parse(JSON.parse(readFileSync(file, "utf8"))) : {};

/** In order of names, so that two branches that add charts merge. */
export function writeLockfile(file: string, locked: Lockfile): void {
  const sorted = Object.fromEntries(Object.entries(locked).sort(([one], [other]) => (one < other ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify(sorted, undefined, 2)}\n`);
}

/** Why a chart is not what was pinned; undefined when it is. */
export function digestProblem(chart: RemoteChart, digest: string, locked: Lockfile): string | undefined {
  const before = locked[lockKey(chart)];
  const label = `${lockKey(chart)} from ${chart.source}`;
  if (chart.digest !== undefined && chart.digest !== digest) {
    return `${label} is ${digest}, and charts.releases.${chart.user}.digest says ${chart.digest}`;
  }
  if (before?.source === chart.source && before.digest !== digest) {
    return `${label} is ${digest}, and charts.lock.json says ${before.digest}: the version was published again with another content`;
  }
  return undefined;
}
