import type { ClusterObjects } from "../../aws/eks/kubernetes/objects";
import type { KubernetesObject, V1Service } from "../../aws/eks/kubernetes/types";
import { addressOf, setAddress } from "./address";
import type { ServiceQuery } from "./draft";

/** Gives the object the address of the Service of its proxy. @returns why there is none */
export async function repeatAddress(
  cluster: ClusterObjects,
  object: KubernetesObject,
  { controller, labels, make }: ServiceQuery,
  controllers: ReadonlyMap<string, string>,
): Promise<string | undefined> {
  const namespace = controllers.get(controller);
  if (namespace === undefined) return `${controller} does not run in the cluster`;
  const services = await cluster.list<V1Service>("v1", "Service", { labels });
  const [service] = services.filter(({ spec }) => spec?.type === "LoadBalancer");
  if (!service && services.length === 0 && make) {
    await cluster.create(await make(namespace));
    return undefined;
  }
  if (!service) return `${controller} has no Service of type LoadBalancer`;
  const address = addressOf(service);
  if (address !== undefined) await setAddress(cluster, object, address);
  return undefined;
}
