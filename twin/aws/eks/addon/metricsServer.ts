import { rmSync } from "node:fs";
import { metricsApi } from "../../../controlPlane/metricsServer";
import { writeWhole } from "../../../writeWhole";
import type { Call } from "../../resourceType";
import { versionOf } from "../cluster/stored";
import { controlPlaneFiles } from "../compute/compute";
import { CLUSTER } from "../context";
import type { ClusterObjects } from "../kubernetes/objects";

export const METRICS_SERVER = "metrics-server";

/** The add-on's pods are simulated: metrics-server itself runs beside the control plane, with the rights of the add-on's service account. */
export async function startMetricsServer(call: Call, clusterName: string): Promise<void> {
  writeWhole(controlPlaneFiles(call.cluster).metricsServer, {});
  await ensureControlPlane(call, clusterName);
}

export async function stopMetricsServer(call: Call, objects: ClusterObjects, clusterName: string): Promise<void> {
  // First, because the API server would wait for an API that nobody serves, in the deletion of a namespace for example.
  await objects.delete(metricsApi);
  rmSync(controlPlaneFiles(call.cluster).metricsServer, { force: true });
  await ensureControlPlane(call, clusterName);
}

async function ensureControlPlane(call: Call, clusterName: string): Promise<void> {
  const cluster = call.account.get(CLUSTER, clusterName);
  if (!cluster) throw new Error(`there is no cluster ${clusterName}`);
  await call.cluster.ensure(clusterName, versionOf(cluster), { status: (message) => call.status(message) });
}
