import { UsageError } from "../../config/findStackFile";
import { ApiServer } from "../apiServer/apiServer";
import { ControlPlaneFiles, type PodFailure, readFailingWorkloads, writeFailingWorkloads } from "../controlPlane";
import type { Environment } from "../environment";
import { startKnownCluster } from "./knownCluster";

const WORKLOAD_KINDS = [
  ["apps/v1", "Deployment"],
  ["apps/v1", "StatefulSet"],
  ["apps/v1", "DaemonSet"],
  ["batch/v1", "Job"],
  ["batch/v1", "CronJob"],
] as const;

/** Makes the pods of a workload fail. It need not exist yet. */
export async function breakWorkload(environment: Environment, workload: string, failure: PodFailure): Promise<void> {
  const { controlPlane } = await startKnownCluster(environment);
  const names = await workloads(controlPlane.adminKubeconfigPath);
  const isThere = names.some((name) => name === workload || name.endsWith(`/${workload}`));
  const files = new ControlPlaneFiles(environment.controlPlaneDirectory);
  writeFailingWorkloads(files, { ...readFailingWorkloads(files), [workload]: failure });
  await startKnownCluster(environment);
  if (!isThere) console.error(`There is no workload ${workload} yet; there are ${names.join(", ") || "none"}.`);
  console.log(
    `The pods of ${workload} fail now (${failure}). \`npm run twin -- mend ${environment.name} ${workload}\` ends it.`,
  );
}

/**
 * Ends the failure of a workload, or of all.
 *
 * @throws UsageError when it was not made to fail
 */
export async function mend(environment: Environment, workload?: string): Promise<void> {
  const files = new ControlPlaneFiles(environment.controlPlaneDirectory);
  const failing = readFailingWorkloads(files);
  if (workload !== undefined && failing[workload] === undefined) {
    const names = Object.keys(failing).join(", ") || "none";
    throw new UsageError(`${workload} was not made to fail in ${environment.name}; failing are: ${names}.`);
  }
  const kept = Object.entries(failing).filter(([name]) => workload !== undefined && name !== workload);
  writeFailingWorkloads(files, Object.fromEntries(kept));
  await startKnownCluster(environment);
  console.log(`The pods of ${workload ?? "every workload"} run again. Failed Jobs stay failed.`);
}

/** `<namespace>/<name>` of each. */
async function workloads(kubeconfig: string): Promise<string[]> {
  const apiServer = new ApiServer(kubeconfig);
  try {
    const lists = await Promise.all(WORKLOAD_KINDS.map(([apiVersion, kind]) => apiServer.list(apiVersion, kind)));
    return lists.flat().map(({ metadata }) => `${metadata?.namespace}/${metadata?.name}`);
  } finally {
    apiServer.close();
  }
}
