import { type ClusterObjects, referenceTo } from "../../aws/eks/kubernetes/objects";
import type { KubernetesObject, V1Service } from "../../aws/eks/kubernetes/types";
import { type Gateway, programmed } from "./gateways";

/** A host name or an IP address. */
export function addressOf(object: KubernetesObject): string | undefined {
  const { status } = object as V1Service & Gateway;
  const [address] = status?.loadBalancer?.ingress ?? [];
  return address?.hostname ?? address?.ip ?? status?.addresses?.[0]?.value;
}

export async function setAddress(cluster: ClusterObjects, object: KubernetesObject, hostname: string): Promise<void> {
  if (addressOf(object) === hostname) return;
  const reference = referenceTo(object);
  if (object.kind === "Gateway") await cluster.mergeCustomStatus(reference, programmed(object, hostname));
  else await cluster.mergeStatus(reference, { loadBalancer: { ingress: [{ hostname }] } });
}
