import * as path from "node:path";
import {
  etcd,
  helm,
  kubernetes,
  kubernetesProvider,
  kwok,
  kwokStageFiles,
  metricsServer,
  pulumi,
  type GoTool,
} from "./goTool";
import { obtain } from "./obtain";
import type { Progress } from "./progress";
import { kubernetesVersion, type KubernetesMinor } from "./versions";

export { definitionsNames, ensureDefinitions, type DefinitionsName } from "./definitions";
export { GoError } from "./go";
export type { Progress } from "./progress";
export { kubernetesMinors, kubernetesVersion, type KubernetesMinor } from "./versions";

/** Absolute path of the engine's command line. */
export interface PulumiTools {
  readonly pulumi: string;
}

/** Absolute paths of what a control plane consists of. */
export interface ControlPlaneTools {
  readonly etcd: string;
  readonly kubeApiserver: string;
  readonly kubeControllerManager: string;
  readonly kubeScheduler: string;
  readonly kwok: string;
  readonly kubectl: string;
  /** Kubernetes version with `v`: `v1.36.3`. */
  readonly version: string;
  /** Only for a cluster with the add-on metrics-server. */
  readonly metricsServer?: string;
  /** kwok's stages, YAML files. */
  readonly kwokStages: readonly string[];
}

/** @param signal ends a download or build that is under way */
export async function ensurePulumi(progress: Progress, signal?: AbortSignal): Promise<PulumiTools> {
  const [found = ""] = await obtain([pulumi()], { progress, signal });
  return { pulumi: found };
}

/**
 * The official Kubernetes provider.
 *
 * @param signal ends a download or build that is under way
 * @returns absolute path of its executable
 */
export async function ensureKubernetesProvider(progress: Progress, signal?: AbortSignal): Promise<string> {
  const [found = ""] = await obtain([kubernetesProvider()], { progress, signal });
  return found;
}

/**
 * The control plane of a Kubernetes minor.
 *
 * @param signal ends a download or build that is under way
 * @throws when the minor is not one of {@link kubernetesMinors}
 */
export async function ensureControlPlaneTools(
  minor: KubernetesMinor,
  progress: Progress,
  signal?: AbortSignal,
): Promise<ControlPlaneTools> {
  const tools = controlPlane(minor);
  const paths = await obtain(tools, { progress, signal });
  const byName = new Map(tools.map(({ name }, index) => [name, paths[index] ?? ""]));
  const pathOf = (name: string) => byName.get(name) ?? "";
  const kwokFolder = path.dirname(pathOf("kwok"));
  return {
    etcd: pathOf("etcd"),
    kubeApiserver: pathOf("kube-apiserver"),
    kubeControllerManager: pathOf("kube-controller-manager"),
    kubeScheduler: pathOf("kube-scheduler"),
    kubectl: pathOf("kubectl"),
    kwok: pathOf("kwok"),
    version: `v${kubernetesVersion(minor)}`,
    kwokStages: kwokStageFiles.map((file) => path.join(kwokFolder, path.basename(file))),
  };
}

/** All that the twin needs, at once, so that the longest build comes first. */
export async function ensureAll(
  needed: { readonly minors: readonly KubernetesMinor[]; readonly kubernetesProvider: boolean },
  progress: Progress,
  signal?: AbortSignal,
): Promise<PulumiTools & { readonly kubernetesProvider?: string }> {
  const provider = needed.kubernetesProvider ? [kubernetesProvider()] : [];
  const tools = [...provider, pulumi(), ...needed.minors.flatMap(controlPlane)];
  const different = new Map(tools.map((tool) => [`${tool.name} ${tool.version}`, tool]));
  await obtain([...different.values()], { progress, signal });
  return {
    ...(await ensurePulumi(progress, signal)),
    ...(needed.kubernetesProvider && { kubernetesProvider: await ensureKubernetesProvider(progress, signal) }),
  };
}

function controlPlane(minor: KubernetesMinor): GoTool[] {
  const names = ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubectl"] as const;
  return [...names.map((name) => kubernetes(name, minor)), etcd(), kwok()];
}

/** Helm's command line. */
export async function ensureHelm(progress: Progress): Promise<string> {
  const [found = ""] = await obtain([helm()], { progress });
  return found;
}

/** @param signal ends a build that is under way */
export async function ensureMetricsServer(progress: Progress, signal?: AbortSignal): Promise<string> {
  const [found = ""] = await obtain([metricsServer()], { progress, signal });
  return found;
}
