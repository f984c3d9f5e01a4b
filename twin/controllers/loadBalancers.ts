import { createHash } from "node:crypto";
import { type ClusterObjects, referenceTo } from "../aws/eks/kubernetes/objects";
import type { KubernetesObject, V1Ingress, V1IngressClass, V1Service } from "../aws/eks/kubernetes/types";

/** Classes of Ingresses that get a load balancer, and who would make it in AWS. */
const ingressControllers: ReadonlySet<string | undefined> = new Set([
  "ingress.k8s.aws/alb",
  "eks.amazonaws.com/alb",
  "k8s.io/ingress-nginx",
  "traefik.io/ingress-controller",
]);

/** Gives Services of type LoadBalancer an address. */
export async function exposeServices(cluster: ClusterObjects, region: string): Promise<void> {
  const services = await cluster.list<V1Service>("v1", "Service");
  const waiting = services.filter((service) => service.spec?.type === "LoadBalancer" && !hasAddress(service));
  await Promise.all(waiting.map((service) => setAddress(cluster, service, serviceHostname(service, region))));
}

/** Gives Ingresses of known classes an address. */
export async function exposeIngresses(cluster: ClusterObjects, region: string): Promise<void> {
  const [ingresses, classes] = await Promise.all([
    cluster.list<V1Ingress>("networking.k8s.io/v1", "Ingress"),
    cluster.list<V1IngressClass>("networking.k8s.io/v1", "IngressClass"),
  ]);
  const known = classes.filter(({ spec }) => ingressControllers.has(spec?.controller)).map(nameOf);
  const waiting = ingresses.filter(
    (ingress) => known.includes(ingress.spec?.ingressClassName ?? "") && !hasAddress(ingress),
  );
  await Promise.all(waiting.map((ingress) => setAddress(cluster, ingress, ingressHostname(ingress, region))));
}

function hasAddress({ metadata, status }: V1Service | V1Ingress): boolean {
  return metadata?.deletionTimestamp !== undefined || (status?.loadBalancer?.ingress ?? []).length > 0;
}

async function setAddress(cluster: ClusterObjects, object: KubernetesObject, hostname: string): Promise<void> {
  await cluster.mergeStatus(referenceTo(object), { loadBalancer: { ingress: [{ hostname }] } });
}

/** A Network Load Balancer of the AWS Load Balancer Controller, where the Service asks for one; else a Classic one. */
export function serviceHostname(service: V1Service, region: string): string {
  const type = service.metadata?.annotations?.["service.beta.kubernetes.io/aws-load-balancer-type"] ?? "";
  const uid = uidOf(service);
  if (service.spec?.loadBalancerClass?.endsWith("/nlb") || ["external", "nlb", "nlb-ip"].includes(type)) {
    return `${loadBalancerName(service)}-${digest(uid, "0123456789abcdef", 16)}.elb.${region}.amazonaws.com`;
  }
  return `a${uid.replaceAll("-", "")}-${digest(uid, "0123456789", 10)}.${region}.elb.amazonaws.com`;
}

export function ingressHostname(ingress: V1Ingress, region: string): string {
  return `${loadBalancerName(ingress)}-${digest(uidOf(ingress), "0123456789", 10)}.${region}.elb.amazonaws.com`;
}

/** `k8s-<8 of the namespace>-<8 of the name>-<10>`: names that the AWS Load Balancer Controller gives. */
function loadBalancerName(object: KubernetesObject): string {
  const short = (text = "") => text.replace(/[^a-z0-9]/g, "").slice(0, 8);
  const suffix = digest(uidOf(object), "0123456789abcdef", 10);
  return `k8s-${short(object.metadata?.namespace)}-${short(nameOf(object))}-${suffix}`;
}

function nameOf(object: KubernetesObject): string {
  return object.metadata?.name ?? "";
}

function uidOf(object: KubernetesObject): string {
  return object.metadata?.uid ?? "";
}

/** The same for the same text, of these characters. */
function digest(text: string, characters: string, length: number): string {
  const bytes = createHash("sha256").update(text).digest().subarray(0, length);
  return [...bytes].map((byte) => characters[byte % characters.length]).join("");
}
