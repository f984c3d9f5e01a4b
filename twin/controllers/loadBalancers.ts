import { createHash } from "node:crypto";
import { type ClusterObjects, referenceTo } from "../aws/eks/kubernetes/objects";
import type { KubernetesObject, V1Ingress, V1IngressClass, V1Pod, V1Service } from "../aws/eks/kubernetes/types";
import { hasAutoMode } from "./autoMode";

/** In place of a label where the controller runs outside of the cluster. */
const AUTO_MODE = "EKS Auto Mode";

const AWS_LOAD_BALANCER_CONTROLLER = "aws-load-balancer-controller";

/** Who gives Ingresses an address, by the controller that their class names: the label `app.kubernetes.io/name` of its pods. */
const ingressControllers: ReadonlyMap<string | undefined, string> = new Map([
  ["ingress.k8s.aws/alb", AWS_LOAD_BALANCER_CONTROLLER],
  ["eks.amazonaws.com/alb", AUTO_MODE],
  ["k8s.io/ingress-nginx", "ingress-nginx"],
  ["traefik.io/ingress-controller", "traefik"],
]);

/**
 * Gives Services of type LoadBalancer and Ingresses an address where the controller runs that would make their load balancer in AWS.
 *
 * @returns why the others have none
 */
export async function exposeLoadBalancers(cluster: ClusterObjects, region: string): Promise<string[]> {
  const [services, ingresses] = await Promise.all([
    cluster.list<V1Service>("v1", "Service"),
    cluster.list<V1Ingress>("networking.k8s.io/v1", "Ingress"),
  ]);
  const waitingServices = services.filter((service) => service.spec?.type === "LoadBalancer" && !hasAddress(service));
  const waitingIngresses = ingresses.filter((ingress) => !hasAddress(ingress));
  if (waitingServices.length + waitingIngresses.length === 0) return [];
  const [controllers, classes] = await Promise.all([
    runningControllers(cluster),
    cluster.list<V1IngressClass>("networking.k8s.io/v1", "IngressClass"),
  ]);
  const unserved: string[] = [];
  for (const service of waitingServices) {
    const controller = controllerOf(service);
    if (controller === undefined || controllers.has(controller))
      await setAddress(cluster, service, serviceHostname(service, region));
    else unserved.push(`${labelOf(service)} gets no load balancer: ${controller} does not run in the cluster.`);
  }
  for (const ingress of waitingIngresses) {
    const problem = whyUnserved(ingress, classes, controllers);
    if (problem === undefined) await setAddress(cluster, ingress, ingressHostname(ingress, region));
    else unserved.push(`${labelOf(ingress)} gets no address: ${problem}.`);
  }
  return unserved;
}

/** Labels of the controllers that have a pod that is Ready. */
async function runningControllers(cluster: ClusterObjects): Promise<ReadonlySet<string>> {
  const [pods, definitions] = await Promise.all([
    cluster.list<V1Pod>("v1", "Pod"),
    cluster.list<KubernetesObject>("apiextensions.k8s.io/v1", "CustomResourceDefinition"),
  ]);
  const ready = pods.filter(({ status }) =>
    status?.conditions?.some((it) => it.type === "Ready" && it.status === "True"),
  );
  return new Set([
    ...ready.flatMap(({ metadata }) => metadata?.labels?.["app.kubernetes.io/name"] ?? []),
    ...(hasAutoMode(definitions) ? [AUTO_MODE] : []),
  ]);
}

/** EKS itself makes a Classic Load Balancer, or, for the older annotation, a Network Load Balancer: `undefined` then. */
function controllerOf(service: V1Service): string | undefined {
  const loadBalancerClass = service.spec?.loadBalancerClass;
  if (loadBalancerClass === "eks.amazonaws.com/nlb") return AUTO_MODE;
  if (loadBalancerClass === "service.k8s.aws/nlb") return AWS_LOAD_BALANCER_CONTROLLER;
  if (loadBalancerClass !== undefined) return `a controller of the class ${loadBalancerClass}`;
  return ["external", "nlb-ip"].includes(loadBalancerType(service)) ? AWS_LOAD_BALANCER_CONTROLLER : undefined;
}

function whyUnserved(
  ingress: V1Ingress,
  classes: readonly V1IngressClass[],
  controllers: ReadonlySet<string>,
): string | undefined {
  const className = ingress.spec?.ingressClassName;
  if (className === undefined) return "it names no class, and the cluster has no default one";
  const ingressClass = classes.find((found) => nameOf(found) === className);
  if (!ingressClass) {
    const names = classes.map(nameOf).join(", ") || "none";
    return `the cluster has no IngressClass ${className} (it has ${names}), so that no controller serves it`;
  }
  const controller = ingressControllers.get(ingressClass.spec?.controller);
  if (controller === undefined) return `${ingressClass.spec?.controller} is no controller that the twin knows`;
  return controllers.has(controller) ? undefined : `${controller} does not run in the cluster`;
}

function hasAddress({ metadata, status }: V1Service | V1Ingress): boolean {
  return metadata?.deletionTimestamp !== undefined || (status?.loadBalancer?.ingress ?? []).length > 0;
}

async function setAddress(cluster: ClusterObjects, object: KubernetesObject, hostname: string): Promise<void> {
  await cluster.mergeStatus(referenceTo(object), { loadBalancer: { ingress: [{ hostname }] } });
}

/** A Network Load Balancer of the AWS Load Balancer Controller, where the Service asks for one; else a Classic one. */
export function serviceHostname(service: V1Service, region: string): string {
  const uid = uidOf(service);
  if (
    service.spec?.loadBalancerClass?.endsWith("/nlb") ||
    ["external", "nlb", "nlb-ip"].includes(loadBalancerType(service))
  ) {
    return `${loadBalancerName(service)}-${digest(uid, "0123456789abcdef", 16)}.elb.${region}.amazonaws.com`;
  }
  return `a${uid.replaceAll("-", "")}-${digest(uid, "0123456789", 10)}.${region}.elb.amazonaws.com`;
}

function loadBalancerType({ metadata }: V1Service): string {
  return metadata?.annotations?.["service.beta.kubernetes.io/aws-load-balancer-type"] ?? "";
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

function labelOf(object: KubernetesObject): string {
  return `${object.kind} ${object.metadata?.namespace}/${nameOf(object)}`;
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
