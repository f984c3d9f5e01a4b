import { createHash } from "node:crypto";
import type { Cluster } from "./cluster";
import { itemsAt, type KubernetesObject, nameOf, namespaceOf, textAt } from "./objects";

/** Classes of Ingresses that get a load balancer, and who would make it in AWS. */
const ingressControllers = new Set([
  "ingress.k8s.aws/alb",
  "eks.amazonaws.com/alb",
  "k8s.io/ingress-nginx",
  "traefik.io/ingress-controller",
]);

/** Gives Services of type LoadBalancer an address. */
export async function exposeServices(cluster: Cluster, region: string): Promise<void> {
  const services = await cluster.list("v1", "Service", "");
  const waiting = services.filter(
    (service) => textAt(service, "spec", "type") === "LoadBalancer" && !hasAddress(service),
  );
  await Promise.all(waiting.map((service) => setAddress(cluster, service, serviceHostname(service, region))));
}

/** Gives Ingresses of known classes an address. */
export async function exposeIngresses(cluster: Cluster, region: string): Promise<void> {
  const [ingresses, classes] = await Promise.all([
    cluster.list("networking.k8s.io/v1", "Ingress", ""),
    cluster.list("networking.k8s.io/v1", "IngressClass", ""),
  ]);
  const known = classes
    .filter((candidate) => ingressControllers.has(textAt(candidate, "spec", "controller")))
    .map(nameOf);
  const waiting = ingresses.filter(
    (ingress) => known.includes(textAt(ingress, "spec", "ingressClassName")) && !hasAddress(ingress),
  );
  await Promise.all(waiting.map((ingress) => setAddress(cluster, ingress, ingressHostname(ingress, region))));
}

function hasAddress(object: KubernetesObject): boolean {
  return (
    textAt(object, "metadata", "deletionTimestamp") !== "" ||
    itemsAt(object, "status", "loadBalancer", "ingress").length > 0
  );
}

async function setAddress(cluster: Cluster, object: KubernetesObject, hostname: string): Promise<void> {
  await cluster.merge(object, { status: { loadBalancer: { ingress: [{ hostname }] } } }, "status");
}

/** A Network Load Balancer of the AWS Load Balancer Controller, where the Service asks for one; else a Classic one. */
export function serviceHostname(service: KubernetesObject, region: string): string {
  const type = textAt(service, "metadata", "annotations", "service.beta.kubernetes.io/aws-load-balancer-type");
  const loadBalancerClass = textAt(service, "spec", "loadBalancerClass");
  const uid = textAt(service, "metadata", "uid");
  if (loadBalancerClass.endsWith("/nlb") || ["external", "nlb", "nlb-ip"].includes(type)) {
    return `${loadBalancerName(service)}-${digest(uid, "0123456789abcdef", 16)}.elb.${region}.amazonaws.com`;
  }
  return `a${uid.replaceAll("-", "")}-${digest(uid, "0123456789", 10)}.${region}.elb.amazonaws.com`;
}

export function ingressHostname(ingress: KubernetesObject, region: string): string {
  const uid = textAt(ingress, "metadata", "uid");
  return `${loadBalancerName(ingress)}-${digest(uid, "0123456789", 10)}.${region}.elb.amazonaws.com`;
}

/** `k8s-<8 of the namespace>-<8 of the name>-<10>`: names that the AWS Load Balancer Controller gives. */
function loadBalancerName(object: KubernetesObject): string {
  const short = (text: string) => text.replace(/[^a-z0-9]/g, "").slice(0, 8);
  const uid = textAt(object, "metadata", "uid");
  return `k8s-${short(namespaceOf(object))}-${short(nameOf(object))}-${digest(uid, "0123456789abcdef", 10)}`;
}

/** The same for the same text, of these characters. */
function digest(text: string, characters: string, length: number): string {
  const bytes = createHash("sha256").update(text).digest().subarray(0, length);
  return [...bytes].map((byte) => characters[byte % characters.length]).join("");
}
