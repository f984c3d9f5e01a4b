import * as path from "node:path";
import { build } from "./build";
import { cached, toolDirectory } from "./cache";
import { pulumiOnPath } from "./pulumiOnPath";
import { etcd, kubernetes, kwok, kwokStageFiles, pulumi, type GoTool, type KubernetesExecutable } from "./goTool";
import type { Progress } from "./progress";
import { kubernetesVersion, type KubernetesMinor } from "./versions";

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
  /** kwok's stages, YAML files. */
  readonly kwokStages: readonly string[];
}

/**
 * The pulumi on PATH where it is new enough, else one that is built once and kept.
 *
 * @param signal ends a build that is under way
 */
export async function ensurePulumi(progress: Progress, signal?: AbortSignal): Promise<PulumiTools> {
  const found = await pulumiOnPath();
  if (found !== undefined) return { pulumi: found };
  return { pulumi: await executable(pulumi(), progress, signal) };
}

/**
 * The control plane of a Kubernetes minor, built once and kept.
 *
 * @param signal ends a build that is under way
 * @throws when the minor is not one of {@link kubernetesMinors}
 */
export async function ensureControlPlaneTools(
  minor: KubernetesMinor,
  progress: Progress,
  signal?: AbortSignal,
): Promise<ControlPlaneTools> {
  const version = `v${kubernetesVersion(minor)}`;
  // One after another: each build uses all cores by itself, and two linkers at once would double the memory it takes.
  const ensure = (tool: GoTool) => executable(tool, progress, signal);
  const ensureKubernetes = (name: KubernetesExecutable) => ensure(kubernetes(name, minor));
  const kubeApiserver = await ensureKubernetes("kube-apiserver");
  const kubeControllerManager = await ensureKubernetes("kube-controller-manager");
  const kubeScheduler = await ensureKubernetes("kube-scheduler");
  const kubectl = await ensureKubernetes("kubectl");
  const etcdPath = await ensure(etcd());
  const kwokPath = await ensure(kwok());
  const kwokStages = kwokStageFiles.map((file) => path.join(path.dirname(kwokPath), path.basename(file)));
  return {
    etcd: etcdPath,
    kubeApiserver,
    kubeControllerManager,
    kubeScheduler,
    kubectl,
    kwok: kwokPath,
    version,
    kwokStages,
  };
}

/** The tool's executable, built now when the cache has none. */
async function executable(tool: GoTool, progress: Progress, signal?: AbortSignal): Promise<string> {
  const directory = toolDirectory(tool.name, `v${tool.version}`);
  await cached(directory, (temporary) => build(tool, temporary, progress, signal), {
    onWait: () => progress(tool.name, `waiting for another process that is building ${tool.version}`),
    signal,
  });
  return path.join(directory, tool.name);
}
