import { itemsAt, type KubernetesObject, nameOf, objectAt, textAt, at } from "../objects";
import { type Awaiter, isReady, notReady, type Related } from "./readiness";

/** For how long nothing must change before "no pods" or "no such service" is taken as what the user wants. */
const settledSeconds = 10;

/** An address of the load balancer where it has one, and ready endpoints where its pods are the server's business. */
export const service: Awaiter = {
  needs: ["endpointSlices"],
  readiness(object, related) {
    const type = textAt(object, "spec", "type") || "ClusterIP";
    const hasAddress = type !== "LoadBalancer" || itemsAt(object, "status", "loadBalancer", "ingress").length > 0;
    const headless = textAt(object, "spec", "clusterIP") === "None";
    const selects = Object.keys(objectAt(object, "spec", "selector")).length > 0;
    const waitsForPods = selects && !headless && type !== "ExternalName";
    const endpoints = endpointsOf(object, related);
    const readyEndpoints = endpoints.filter((endpoint) => at(endpoint, "conditions", "ready") !== false);
    const pending = endpoints.length > readyEndpoints.length;
    const settled = readyEndpoints.length > 0 || related.quietSeconds >= settledSeconds;
    if (hasAddress && (!waitsForPods || (settled && !pending))) return isReady;
    return notReady(
      [
        waitsForPods && readyEndpoints.length === 0
          ? "Service does not target any Pods. Selected Pods may not be ready, or field '.spec.selector' may not match labels on any Pods"
          : undefined,
        waitsForPods && pending
          ? `${endpoints.length - readyEndpoints.length} of ${endpoints.length} selected Pods are not ready`
          : undefined,
        hasAddress ? undefined : "Service was not allocated an IP address; does your cloud provider support this?",
      ],
      waitsForPods && readyEndpoints.length === 0
        ? "[1/3] Finding Pods to direct traffic to"
        : "[2/3] Attempting to allocate IP address to Service",
    );
  },
};

function endpointsOf(object: KubernetesObject, { endpointSlices }: Related) {
  return endpointSlices
    .filter((slice) => textAt(slice, "metadata", "labels", "kubernetes.io/service-name") === nameOf(object))
    .flatMap((slice) => itemsAt(slice, "endpoints"));
}

/** A load balancer's address, and the Services that its rules name. */
export const ingress: Awaiter = {
  needs: ["services"],
  readiness(object, related) {
    const hasAddress = itemsAt(object, "status", "loadBalancer", "ingress").length > 0;
    const missing = backends(object).filter(
      (name) => !related.services.some((candidate) => nameOf(candidate) === name),
    );
    if (hasAddress && (missing.length === 0 || related.quietSeconds >= settledSeconds)) return isReady;
    return notReady(
      [
        missing.length > 0
          ? `Ingress has at least one rule with an unavailable target endpoint: no Service ${missing.join(", ")}`
          : undefined,
        hasAddress ? undefined : "Ingress .status.loadBalancer field was not updated with a hostname/IP address.",
      ],
      missing.length > 0
        ? "[1/3] Finding a matching service for each Ingress path"
        : "[2/3] Waiting for update of .status.loadBalancer with hostname/IP",
    );
  },
};

function backends(object: KubernetesObject): string[] {
  const paths = itemsAt(object, "spec", "rules").flatMap((rule) => itemsAt(rule, "http", "paths"));
  const names = paths.map((path) => textAt(path, "backend", "service", "name"));
  return [...new Set(names)].filter((name) => name !== "");
}
