import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { z } from "zod";
import { ChartError } from "../charts/error";
import { Helm } from "../charts/helm";
import { type KubernetesObject, objectsIn } from "../charts/manifests";
import { archiveOf } from "../components/helm/chart.spec";
import type { RecordedResource } from "../recording/recordedResource";
import { plain, withoutMinted, withoutSecretData } from "./hide";
import { inNamespace } from "./scope";

export interface ChartOptions {
  /** Folder of the checkout that the charts belong to. */
  readonly folder: string;
  /** Folder of the archives that `npm run charts -- pull` has fetched. */
  readonly cache: string;
  /** Minor of the cluster's Kubernetes; undefined where the program makes no cluster. */
  readonly kubernetesVersion: string | undefined;
  /** Whether values of Secrets are hashed, and what a chart makes anew each time is hidden. */
  readonly hide: boolean;
}

const inputsSchema = z.object({
  chart: z.string(),
  version: z.string().optional(),
  name: z.string().optional(),
  namespace: z.string().default("default"),
  skipCrds: z.boolean().default(false),
  values: z.record(z.string(), z.unknown()).default({}),
});

/** A chart that an environment installs. */
export interface InstalledChart extends Omit<z.output<typeof inputsSchema>, "name"> {
  readonly name: string;
}

const chartTypes = ["kubernetes:helm.sh/v3:Release", "kubernetes:helm.sh/v4:Chart"];

export const isChart = ({ type }: RecordedResource): boolean => chartTypes.includes(type);

export function installedChart({ name, inputs }: RecordedResource, hide: boolean): InstalledChart {
  const given = inputsSchema.parse(plain(inputs, hide));
  return { ...given, name: given.name ?? name };
}

/** Path of the chart, where it is at hand. */
export function findChart(
  { chart, version = "" }: InstalledChart,
  { folder, cache }: ChartOptions,
): string | undefined {
  const name = basename(chart);
  const ofPath = /^\.?\//.test(chart) ? [resolve(folder, chart), join(cache, name)] : [];
  return [...ofPath, join(cache, archiveOf({ name, version }))].find(existsSync);
}

/** The objects that a chart makes. @throws ChartError naming the release */
export async function objectsOfChart(
  helm: Helm,
  chart: InstalledChart,
  path: string,
  { kubernetesVersion, hide }: ChartOptions,
): Promise<KubernetesObject[]> {
  const { name, namespace, values, skipCrds } = chart;
  const flags = [
    "--namespace",
    namespace,
    "--skip-tests",
    ...(kubernetesVersion === undefined ? [] : ["--kube-version", kubernetesVersion]),
  ];
  const template = async () => {
    const objects = objectsIn(await helm.template(name, path, values, skipCrds ? flags : [...flags, "--include-crds"]));
    const definitions = objects.filter(({ kind }) => kind === "CustomResourceDefinition");
    return objects.map((object) => inNamespace(object, namespace, definitions));
  };
  try {
    if (!hide) return await template();
    const [one, other] = await Promise.all([template(), template()]);
    return withoutMinted(one, other).map(withoutSecretData);
  } catch (error) {
    if (!(error instanceof ChartError)) throw error;
    throw new ChartError(`The chart of ${name} can't be rendered: ${error.message}`);
  }
}
