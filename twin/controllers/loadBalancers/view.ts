import type { ClusterObjects } from "../../aws/eks/kubernetes/objects";
import type { KubernetesObject, V1Ingress, V1Service } from "../../aws/eks/kubernetes/types";
import type { Ask, Draft, Problem } from "./draft";
import type { Stack } from "./finalizers";
import { type Gateway, gatewayDefinition, Gateways } from "./gateways";
import { Ingresses } from "./ingresses";
import { serviceAsk, serviceDraft } from "./services";

/** An object, and what it asks for. */
export interface Asking {
  readonly object: KubernetesObject;
  readonly ask: Ask;
}

/** What of a cluster may have a load balancer. */
export interface ClusterView {
  readonly objects: readonly Asking[];
  /** The load balancer that these members of a stack describe, or why there is none. */
  draft(stack: Stack, members: readonly KubernetesObject[]): Promise<Draft | Problem>;
}

/** Reads what there is at this moment. */
export async function viewCluster(cluster: ClusterObjects): Promise<ClusterView> {
  const [services, ingresses, gateways] = await Promise.all([
    cluster.list<V1Service>("v1", "Service"),
    cluster.list<V1Ingress>("networking.k8s.io/v1", "Ingress"),
    listGateways(cluster),
  ]);
  const [ofIngresses, ofGateways] = await Promise.all([
    ingresses.length > 0 ? Ingresses.read(cluster) : undefined,
    gateways.length > 0 ? Gateways.read(cluster) : undefined,
  ]);
  return {
    objects: [
      ...services.map((object) => ({ object, ask: serviceAsk(object) })),
      ...ingresses.map((object) => ({ object, ask: ofIngresses?.ask(object) })),
      ...gateways.map((object) => ({ object, ask: ofGateways?.ask(object) })),
    ],
    async draft(stack, members) {
      const isMember = (object: KubernetesObject) => members.includes(object);
      const [service] = services.filter(isMember);
      const [gateway] = gateways.filter(isMember);
      if (service) return serviceDraft(service, stack);
      if (gateway && ofGateways) return ofGateways.draft(gateway, stack);
      if (ofIngresses) return ofIngresses.draft(ingresses.filter(isMember), stack);
      throw new Error(`nothing in the cluster describes the load balancer of ${stack.key}`);
    },
  };
}

/** None, too, where the cluster does not have the definition of Gateways. */
async function listGateways(cluster: ClusterObjects): Promise<Gateway[]> {
  return (await cluster.get(gatewayDefinition)) ? Gateways.list(cluster) : [];
}
