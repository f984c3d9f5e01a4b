import { mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { RemoteChart } from "../config/charts";
import type { Print } from "../config/commandLine";
import { ChartError } from "./error";
import { digestOf, fetchChart } from "./fetch";
import { Helm } from "./helm";
import { digestProblem, lockKey, readLockfile, writeLockfile } from "./lockfile";
import type { ChartPlaces } from "./places";

/**
 * Fetches every chart into the cache and writes its digest into the lockfile. A chart that is not what it was is not kept.
 *
 * @returns the exit code
 */
export async function pullAll(
  charts: readonly RemoteChart[],
  { cache, lockfile }: ChartPlaces,
  print: Print,
): Promise<number> {
  if (charts.length === 0) {
    print.log("No chart is pinned.");
    return 0;
  }
  const helm = await Helm.find();
  const locked = readLockfile(lockfile);
  const problems: string[] = [];
  for (const chart of charts) {
    try {
      const digest = await pull(helm, chart, cache, (fetched) => digestProblem(chart, fetched, locked));
      locked[lockKey(chart)] = { source: chart.source, digest };
      print.log(`${lockKey(chart)}  ${digest}`);
    } catch (error) {
      if (!(error instanceof ChartError)) throw error;
      problems.push(error.message);
      print.error(error.message);
    }
  }
  if (problems.length < charts.length) writeLockfile(lockfile, locked);
  return problems.length > 0 ? 1 : 0;
}

/** @returns the chart's digest */
export async function pull(
  helm: Helm,
  chart: RemoteChart,
  cache: string,
  problemOf: (digest: string) => string | undefined,
): Promise<string> {
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "pull-"));
  try {
    const archive = await fetchChart(helm, chart, folder);
    const digest = digestOf(archive);
    const problem = problemOf(digest);
    if (problem !== undefined) throw new ChartError(problem);
    renameSync(archive, join(cache, chart.archive));
    return digest;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
