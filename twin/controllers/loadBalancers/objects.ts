import type { KubernetesObject } from "../../aws/eks/kubernetes/types";

export function nameOf({ metadata }: KubernetesObject): string {
  return metadata?.name ?? "";
}

export function namespaceOf({ metadata }: KubernetesObject): string {
  return metadata?.namespace ?? "default";
}

/** `Ingress default/web` */
export function labelOf(object: KubernetesObject): string {
  return `${object.kind} ${namespaceOf(object)}/${nameOf(object)}`;
}

export function annotation({ metadata }: KubernetesObject, name: string): string | undefined {
  return metadata?.annotations?.[name];
}

/** The entries of a comma-separated annotation. */
export function annotationList(object: KubernetesObject, name: string): string[] {
  return (annotation(object, name) ?? "").split(",").flatMap((entry) => entry.trim() || []);
}

export function isLeaving({ metadata }: KubernetesObject): boolean {
  return metadata?.deletionTimestamp !== undefined;
}
