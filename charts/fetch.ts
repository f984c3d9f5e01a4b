import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RemoteChart } from "../config/charts";
import { registryLogin } from "./ecr";
import { ChartError } from "./error";
import type { Helm } from "./helm";
import { fetchFromBucket } from "./s3";

/**
 * Fetches a chart's archive into a folder.
 *
 * @returns path of the archive
 * @throws ChartError naming the chart and where it is not
 */
export async function fetchChart(helm: Helm, chart: RemoteChart, folder: string): Promise<string> {
  const archive = join(folder, chart.archive);
  const source = chart.mirror === undefined ? chart.source : `${chart.mirror}/${chart.name}`;
  try {
    if (source.startsWith("s3://")) {
      writeFileSync(archive, await fetchFromBucket(source, chart));
    } else if (source.startsWith("oci://")) {
      const login = await registryLogin(helm, source, mkdtempSync(join(folder, "login-")));
      await helm.run(["pull", source, "--version", chart.version, "--destination", folder, ...login]);
    } else {
      const { name, version } = chart;
      await helm.run(["pull", name, "--repo", source, "--version", version, "--destination", folder]);
    }
  } catch (error) {
    if (!(error instanceof ChartError)) throw error;
    throw new ChartError(`${chart.name} ${chart.version} can't be had from ${source}: ${error.message}`);
  }
  return archive;
}

export const digestOf = (archive: string): string =>
  `sha256:${createHash("sha256").update(readFileSync(archive)).digest("hex")}`;
