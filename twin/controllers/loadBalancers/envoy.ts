import { createHash } from "node:crypto";
import { z } from "zod";
import type { KubernetesObject, V1Service } from "../../aws/eks/kubernetes/types";
import { nameOf, namespaceOf } from "./objects";

/** Label `app.kubernetes.io/name` of the pods of Envoy Gateway: the name of its chart. */
export const ENVOY_GATEWAY = "gateway-helm";

const OWNER = "gateway.envoyproxy.io/owning-gateway-name";
const OWNER_NAMESPACE = "gateway.envoyproxy.io/owning-gateway-namespace";

/** The part of an `EnvoyProxy` that says what Service its proxies get. */
export const envoyProxy = z.looseObject({
  spec: z
    .looseObject({
      provider: z
        .looseObject({
          kubernetes: z
            .looseObject({
              envoyService: z
                .looseObject({
                  type: z.string().optional(),
                  annotations: z.record(z.string(), z.string()).optional(),
                  loadBalancerClass: z.string().optional(),
                })
                .optional(),
            })
            .optional(),
        })
        .optional(),
    })
    .optional(),
});

/** Labels of the Service that Envoy Gateway makes for a Gateway. */
export function envoyLabels(gateway: KubernetesObject): Record<string, string> {
  return { [OWNER]: nameOf(gateway), [OWNER_NAMESPACE]: namespaceOf(gateway) };
}

/** Whether the Service was made for a Gateway that is none of these. */
export function isAbandoned(object: KubernetesObject, all: readonly KubernetesObject[]): boolean {
  const { labels = {} } = object.metadata ?? {};
  if (object.kind !== "Service" || labels[OWNER] === undefined) return false;
  return !all.some(
    (other) =>
      other.kind === "Gateway" && nameOf(other) === labels[OWNER] && namespaceOf(other) === labels[OWNER_NAMESPACE],
  );
}

/** @see https://gateway.envoyproxy.io/docs/tasks/operations/customize-envoyproxy/ */
export function envoyService(
  gateway: KubernetesObject,
  namespace: string,
  ports: readonly number[],
  proxy: z.infer<typeof envoyProxy> = {},
): V1Service {
  const {
    type = "LoadBalancer",
    annotations,
    loadBalancerClass,
  } = proxy.spec?.provider?.kubernetes?.envoyService ?? {};
  const [owner, ownerNamespace] = [nameOf(gateway), namespaceOf(gateway)];
  const hash = createHash("sha256").update(`${ownerNamespace}/${owner}`).digest("hex").slice(0, 8);
  const labels = { ...envoyLabels(gateway), "app.kubernetes.io/managed-by": "envoy-gateway" };
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: `envoy-${ownerNamespace}-${owner}-${hash}`,
      namespace,
      labels,
      ...(annotations && { annotations }),
    },
    spec: {
      type,
      ...(loadBalancerClass !== undefined && { loadBalancerClass }),
      selector: labels,
      ports: ports.map((port) => ({ name: `tcp-${port}`, port })),
    },
  };
}
