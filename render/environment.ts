import { parse } from "yaml";
import { Helm } from "../charts/helm";
import type { KubernetesObject } from "../charts/manifests";
import { isObject, objectName } from "../recording/answers";
import type { Recorded } from "../recording/record";
import type { RecordedResource } from "../recording/recordedResource";
import { textOf } from "../recording/values";
import { type ChartOptions, findChart, type InstalledChart, installedChart, isChart, objectsOfChart } from "./charts";
import { plain, withoutSecretData } from "./hide";
import { inNamespace } from "./scope";

/** An add-on whose objects only EKS knows. */
export interface EksAddon {
  readonly name: string;
  readonly version: string;
  readonly configuration: unknown;
  readonly podIdentityAssociations: unknown;
}

/** What an environment puts into its cluster. */
export interface Rendered {
  readonly objects: readonly KubernetesObject[];
  /** Fields of objects that something in the cluster makes. */
  readonly patches: readonly KubernetesObject[];
  readonly eksAddons: readonly EksAddon[];
  /** Charts that are not at hand. */
  readonly notRendered: readonly InstalledChart[];
}

/** Works out what a run of the program puts into the cluster. @throws ChartError where Helm refuses a chart */
export async function render(
  { resources }: Pick<Recorded, "resources">,
  options: Omit<ChartOptions, "kubernetesVersion">,
): Promise<Rendered> {
  const cluster = resources.find(({ type }) => type === "eks:index:Cluster");
  const ofCharts: ChartOptions = { ...options, kubernetesVersion: cluster && textOf(cluster.inputs.version) };
  const unknown = resources.find((each) => isOfCluster(each) && !isObject(each) && !isChart(each));
  if (unknown) throw new Error(`${unknown.type} is no object and no chart: render/ has to learn what it makes`);
  const all = resources.filter(isObject).map((resource) => ({ resource, object: objectOf(resource, options.hide) }));
  const patches = all.filter(({ resource }) => isPatch(resource)).map(({ object }) => object);
  const objects = all.filter(({ resource }) => !isPatch(resource)).map(({ object }) => object);
  const notRendered: InstalledChart[] = [];
  let helm: Helm | undefined;
  for (const resource of resources.filter(isChart)) {
    const chart = installedChart(resource, options.hide);
    const path = findChart(chart, ofCharts);
    if (path === undefined) notRendered.push(chart);
    else objects.push(...(await objectsOfChart((helm ??= await Helm.find()), chart, path, ofCharts)));
  }
  const eksAddons = resources
    .filter(({ type }) => type === "aws:eks/addon:Addon")
    .map((resource) => eksAddon(resource, options.hide));
  return { objects, patches, eksAddons, notRendered };
}

const isOfCluster = ({ type }: RecordedResource) => type.startsWith("kubernetes:");

/** https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/managing-resources-with-server-side-apply/#patch-a-resource */
const isPatch = ({ type }: RecordedResource) => type.endsWith("Patch");

function objectOf(resource: RecordedResource, hide: boolean): KubernetesObject {
  const { apiVersion, kind, metadata, ...fields } = plain(resource.inputs, hide) as Record<string, unknown>;
  const named = { ...(metadata as object | undefined), name: objectName(resource) };
  const object = { apiVersion: String(apiVersion), kind: String(kind), metadata: named, ...fields };
  return inNamespace(hide ? withoutSecretData(object) : object, "default", []);
}

function eksAddon({ inputs }: RecordedResource, hide: boolean): EksAddon {
  const { addonName, addonVersion, configurationValues, podIdentityAssociations } = plain(inputs, hide) as Record<
    string,
    unknown
  >;
  return {
    name: String(addonName),
    version: String(addonVersion),
    configuration: typeof configurationValues === "string" ? (parse(configurationValues) as unknown) : undefined,
    podIdentityAssociations,
  };
}
