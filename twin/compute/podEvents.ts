import { randomBytes } from "node:crypto";
import type { ClusterObjects } from "../aws/eks/kubernetes/objects";
import type { KubernetesObject, V1Pod } from "../aws/eks/kubernetes/types";

/** Writes an event about the pod, as a controller does. */
export async function recordEvent(
  cluster: ClusterObjects,
  pod: V1Pod,
  event: {
    readonly type: "Normal" | "Warning";
    readonly reason: string;
    readonly message: string;
    readonly by: string;
  },
): Promise<void> {
  const { name = "", namespace = "default", uid } = pod.metadata ?? {};
  const now = new Date().toISOString();
  await cluster.create({
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: `${name}.${randomBytes(8).toString("hex")}`, namespace },
    involvedObject: { apiVersion: "v1", kind: "Pod", name, namespace, uid },
    type: event.type,
    reason: event.reason,
    message: event.message,
    source: { component: event.by },
    count: 1,
    firstTimestamp: now,
    lastTimestamp: now,
  } as KubernetesObject);
}
