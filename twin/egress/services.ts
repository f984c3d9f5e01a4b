import type { ClusterObjects } from "../aws/eks/kubernetes/objects";
import type { KubernetesObject, V1Service } from "../aws/eks/kubernetes/types";

/** The API server answers `null` for a slice without endpoints, which the client's types do not know. */
interface EndpointSlice extends KubernetesObject {
  readonly endpoints?: readonly { readonly conditions?: { readonly ready?: boolean } }[] | null;
}

/** The Service that has this cluster IP. */
export async function serviceAt(cluster: ClusterObjects, address: string): Promise<V1Service | undefined> {
  const [service] = await cluster.list<V1Service>("v1", "Service", { fields: `spec.clusterIP=${address}` });
  return service;
}

/** Whether a pod behind the Service is Ready. */
export async function isServed(cluster: ClusterObjects, namespace: string, name: string): Promise<boolean> {
  const labels = { "kubernetes.io/service-name": name };
  const slices = await cluster.list<EndpointSlice>("discovery.k8s.io/v1", "EndpointSlice", { namespace, labels });
  return slices.some(({ endpoints }) => (endpoints ?? []).some(({ conditions }) => conditions?.ready === true));
}
