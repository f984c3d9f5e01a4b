import type { ClusterObjects } from "../../aws/eks/kubernetes/objects";
import { isReady } from "../../aws/eks/kubernetes/ready";
import type { KubernetesObject, V1Pod } from "../../aws/eks/kubernetes/types";
import { hasAutoMode } from "../autoMode";
import { AUTO_MODE, EKS } from "./finalizers";

/** Controllers that have a pod that is Ready, by the label of those pods: their namespaces. */
export async function runningControllers(cluster: ClusterObjects): Promise<ReadonlyMap<string, string>> {
  const [pods, definitions] = await Promise.all([
    cluster.list<V1Pod>("v1", "Pod"),
    cluster.list<KubernetesObject>("apiextensions.k8s.io/v1", "CustomResourceDefinition"),
  ]);
  const ready = pods.filter(isReady);
  return new Map([
    [EKS, ""],
    ...(hasAutoMode(definitions) ? [[AUTO_MODE, ""] as const] : []),
    ...ready.flatMap(({ metadata }) => {
      const name = metadata?.labels?.["app.kubernetes.io/name"];
      return name === undefined ? [] : [[name, metadata?.namespace ?? ""] as const];
    }),
  ]);
}
