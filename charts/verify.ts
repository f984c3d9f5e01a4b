import { existsSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import type { RemoteChart } from "../config/charts";
import type { Print } from "../config/commandLine";
import { ChartError } from "./error";
import { digestOf } from "./fetch";
import { Helm } from "./helm";
import { digestProblem, lockKey, readLockfile } from "./lockfile";
import type { ChartPlaces } from "./places";
import { unknownPaths } from "./values";

const valuesSchema = z.record(z.string(), z.unknown()).nullable();

/**
 * Checks every chart that is pinned: that it was fetched, is what the lockfile says, and knows the values that are set.
 *
 * @returns the exit code
 */
export async function verifyAll(
  charts: readonly RemoteChart[],
  { cache, lockfile }: ChartPlaces,
  print: Print,
): Promise<number> {
  const helm = await Helm.find();
  const locked = readLockfile(lockfile);
  let code = 0;
  for (const chart of charts) {
    const archive = join(cache, chart.archive);
    const problems = existsSync(archive)
      ? [
          locked[lockKey(chart)] ? undefined : `charts.lock.json does not have it: npm run charts -- pull`,
          digestProblem(chart, digestOf(archive), locked),
          ...(await valueProblems(helm, chart, archive)),
        ].filter((problem) => problem !== undefined)
      : ["is not at hand: npm run charts -- pull"];
    if (problems.length === 0) print.log(`${lockKey(chart)}  ok`);
    else code = 1;
    for (const problem of problems) print.error(`${lockKey(chart)}  ${problem}`);
  }
  return code;
}

async function valueProblems(helm: Helm, { user, sets, values }: RemoteChart, archive: string): Promise<string[]> {
  const own = valuesSchema.parse(parse(await helm.run(["show", "values", archive]))) ?? {};
  const unknown = unknownPaths(sets, own).map((path) => `does not know the value ${path}`);
  return values === undefined ? unknown : [...unknown, ...(await schemaProblems(helm, user, values, archive))];
}

/** What the chart's `values.schema.json`, or one of its templates, has against the values. */
async function schemaProblems(helm: Helm, release: string, values: object, archive: string): Promise<string[]> {
  try {
    await helm.template(release, archive, values);
    return [];
  } catch (error) {
    if (!(error instanceof ChartError)) throw error;
    return [error.message];
  }
}
