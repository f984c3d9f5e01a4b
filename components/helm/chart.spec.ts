import { z } from "zod";

/** A chart and where its publisher keeps it. */
export interface Chart {
  readonly name: string;
  /**
   * - `https://...`: a repository with an index
   * - `oci://...`: a registry, with the chart's own name at the end; a private ECR one is asked with the caller's credentials
   * - `s3://<bucket>/<prefix>`: a repository with an index in a bucket
   * - `./...`: the folder of the chart itself
   */
  readonly source: string;
  readonly version: string;
}

/** The folder, beside Pulumi.yaml, into which `npm run charts -- pull` fetches charts. */
export const chartCache = ".charts";

/** A private ECR registry: its host, and its region. */
export const privateEcr = /^oci:\/\/(\d{12}\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com)/;

export const isFolder = (source: string): boolean => source.startsWith("./");

/** Whether Helm can't fetch the chart by itself: buckets need a plugin, private ECR registries a login that lasts 12 hours. */
export const isPulledBefore = (source: string): boolean => source.startsWith("s3://") || privateEcr.test(source);

/** Name of a chart's archive, as `helm package` gives it. */
export const archiveOf = ({ name, version }: Pick<Chart, "name" | "version">): string => `${name}-${version}.tgz`;

/** A version of a chart, in full: nothing is ever looked up as newest. */
export const chartVersion = z.string().regex(/^v?\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/, {
  error: "must be the full version of a chart, for example 3.5.0",
  abort: true,
});

/** What the Release resource takes to find a chart: its repository, or the mirror in its place. */
export interface ChartLocation {
  readonly chart: string;
  readonly version?: string;
  readonly repositoryOpts?: { readonly repo: string };
}

/** @param mirror a registry (`oci://...`, each chart under its name) or a folder of archives */
export function locationOf({ name, source, version }: Chart, mirror?: string): ChartLocation {
  const archive = archiveOf({ name, version });
  if (isFolder(source)) return { chart: source };
  if (mirror?.startsWith("oci://")) return { chart: `${mirror}/${name}`, version };
  if (mirror !== undefined) return { chart: `${mirror}/${archive}` };
  if (isPulledBefore(source)) return { chart: `./${chartCache}/${archive}` };
  if (source.startsWith("oci://")) return { chart: source, version };
  return { chart: name, version, repositoryOpts: { repo: source } };
}
