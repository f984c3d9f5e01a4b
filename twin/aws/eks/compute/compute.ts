import { rmSync } from "node:fs";
import path from "node:path";
import { ControlPlaneFiles } from "../../../controlPlane/files";
import type { Properties } from "../../../provider/values";
import type { Call, ClusterRuntime } from "../../resourceType";
import type { ClusterObjects } from "../kubernetes/objects";
import { COMPUTE_TYPE, webhookReference, writeRecord } from "./controller";
import { type EksContext, FARGATE_PROFILE, ofCluster, POD_IDENTITY_ASSOCIATION, waitFor } from "../context";
import { removeNode } from "../kubernetes/drain";
import type { V1Node } from "../kubernetes/types";

/** Where the control plane behind the cluster keeps its files. */
export function controlPlaneFiles(runtime: ClusterRuntime): ControlPlaneFiles {
  return new ControlPlaneFiles(path.dirname(path.dirname(runtime.kubeconfig())));
}

/** Makes the controller run that does for Fargate and Auto Mode what EKS does in an account of its own. */
export async function startCompute(context: EksContext, call: Call, clusterName: string, minor: string): Promise<void> {
  const { stateFile: accountFile } = call.account;
  writeRecord(controlPlaneFiles(call.cluster).compute, { clusterName, region: call.region, accountFile });
  await call.cluster.ensure(clusterName, minor);
  const objects = context.objects(call);
  const isReady = await waitFor(context, call, () => objects.get(webhookReference));
  if (!isReady) throw new Error("the controller for Fargate and Auto Mode did not come up: its log says why");
}

/** Whether Karpenter can be among the pods of the cluster: without a role it could start no instance. */
export function mayHaveKarpenter(call: Call, clusterName: string): boolean {
  return ofCluster(call, POD_IDENTITY_ASSOCIATION, clusterName).some(({ inputs }) => isKarpenter(inputs));
}

export const isKarpenter = ({ serviceAccount }: Properties): boolean => serviceAccount === "karpenter";

/** Ends the controller, unless the cluster has other compute that needs it. What is left of its nodes goes. */
export async function stopCompute(context: EksContext, call: Call, clusterName: string, minor: string): Promise<void> {
  if (ofCluster(call, FARGATE_PROFILE, clusterName).length > 0 || mayHaveKarpenter(call, clusterName)) return;
  rmSync(controlPlaneFiles(call.cluster).compute, { force: true });
  await call.cluster.ensure(clusterName, minor);
  const objects = context.objects(call);
  await objects.delete(webhookReference);
  await removeComputeNodes(context, call, objects);
  rmSync(controlPlaneFiles(call.cluster).interfaces, { force: true });
}

async function removeComputeNodes(context: EksContext, call: Call, objects: ClusterObjects): Promise<void> {
  for (const type of ["fargate", "auto"]) {
    const nodes = await objects.list<V1Node>("v1", "Node", { labels: { [COMPUTE_TYPE]: type } });
    for (const { metadata } of nodes) await removeNode(context, call, objects, metadata?.name ?? "");
  }
}
