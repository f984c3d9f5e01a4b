import type { KubernetesObject } from "../../aws/eks/kubernetes/types";
import { digest } from "../../aws/identifiers";

/** `k8s-<8 of the namespace>-<8 of the name>-<10>`: names that the AWS Load Balancer Controller gives. */
export function generatedName(namespace: string, name: string, seed: string): string {
  return `k8s-${short(namespace, 8)}-${short(name, 8)}-${digest(seed, "0123456789abcdef", 10)}`;
}

/** The name of what several Ingresses share. */
export function groupName(group: string, seed: string): string {
  return `k8s-${short(group, 17)}-${digest(seed, "0123456789abcdef", 10)}`;
}

/** The name of a Classic Load Balancer, which EKS makes: `a` and the uid of the Service. */
export function classicName({ metadata }: KubernetesObject): string {
  return `a${metadata?.uid?.replaceAll("-", "")}`.slice(0, 32);
}

export interface HostnameOptions {
  readonly type: "application" | "network" | "classic";
  readonly region: string;
  readonly isInternal: boolean;
}

/** The name that AWS gives a load balancer in its DNS. */
export function hostname(name: string, { type, region, isInternal }: HostnameOptions): string {
  if (type === "network") return `${name}-${digest(name, "0123456789abcdef", 16)}.elb.${region}.amazonaws.com`;
  const prefix = isInternal ? "internal-" : "";
  return `${prefix}${name}-${digest(name, "0123456789", 10)}.${region}.elb.amazonaws.com`;
}

function short(text: string, length: number): string {
  return text.replace(/[^a-z0-9]/gi, "").slice(0, length);
}
