import { z } from "zod";
import type { ClusterObjects } from "../../aws/eks/kubernetes/objects";
import type { KubernetesObject } from "../../aws/eks/kubernetes/types";
import { type Ask, type Draft, targetGroups } from "./draft";
import { ENVOY_GATEWAY, envoyLabels, envoyProxy, envoyService } from "./envoy";
import type { Stack } from "./finalizers";
import { generatedName } from "./names";
import { nameOf, namespaceOf } from "./objects";

const API_VERSION = "gateway.networking.k8s.io/v1";

export const gatewayDefinition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  name: "gateways.gateway.networking.k8s.io",
};

const parametersRef = z.looseObject({ kind: z.string(), name: z.string(), namespace: z.string().optional() });

const gatewaySpec = z.looseObject({
  gatewayClassName: z.string(),
  listeners: z.array(z.looseObject({ port: z.number(), protocol: z.string() })).default([]),
  infrastructure: z.looseObject({ parametersRef: parametersRef.optional() }).default({}),
});

const classSpec = z.looseObject({ controllerName: z.string(), parametersRef: parametersRef.optional() });

const routeSpec = z.looseObject({
  parentRefs: z.array(z.looseObject({ name: z.string(), namespace: z.string().optional() })).default([]),
  rules: z
    .array(
      z.looseObject({
        backendRefs: z
          .array(z.looseObject({ name: z.string(), port: z.number().optional(), namespace: z.string().optional() }))
          .default([]),
      }),
    )
    .default([]),
});

const configuration = z.looseObject({
  spec: z.looseObject({ scheme: z.string().optional(), loadBalancerName: z.string().optional() }).default({}),
});

export interface Gateway extends KubernetesObject {
  readonly spec?: unknown;
  readonly status?: { readonly addresses?: readonly { readonly value?: string }[] };
}

interface WithSpec extends KubernetesObject {
  readonly spec?: unknown;
}

/** @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/gateway/gateway/ */
export class Gateways {
  private constructor(
    private readonly cluster: ClusterObjects,
    private readonly classes: ReadonlyMap<string, z.infer<typeof classSpec>>,
  ) {}

  static async read(cluster: ClusterObjects): Promise<Gateways> {
    const classes = await cluster.list<WithSpec>(API_VERSION, "GatewayClass");
    return new Gateways(cluster, new Map(classes.map((found) => [nameOf(found), classSpec.parse(found.spec)])));
  }

  static list(cluster: ClusterObjects): Promise<Gateway[]> {
    return cluster.list<Gateway>(API_VERSION, "Gateway");
  }

  ask(gateway: Gateway): Ask {
    const { gatewayClassName } = gatewaySpec.parse(gateway.spec);
    const found = this.classes.get(gatewayClassName);
    if (!found) return { problem: `the cluster has no GatewayClass ${gatewayClassName}` };
    switch (found.controllerName) {
      case "gateway.k8s.aws/alb":
      case "gateway.k8s.aws/nlb":
        return { finalizer: found.controllerName };
      case "traefik.io/gateway-controller":
        return { addressOf: { controller: "traefik", labels: { "app.kubernetes.io/name": "traefik" } } };
      case "gateway.envoyproxy.io/gatewayclass-controller": {
        const make = (namespace: string) => this.envoyService(gateway, namespace);
        return { addressOf: { controller: ENVOY_GATEWAY, labels: envoyLabels(gateway), make } };
      }
      default:
        return { problem: `${found.controllerName} is no controller that the twin knows` };
    }
  }

  async draft(gateway: Gateway, { key, finalizer }: Stack): Promise<Draft> {
    const { listeners } = gatewaySpec.parse(gateway.spec);
    const { scheme = "internal", loadBalancerName } = await this.configurationOf(gateway);
    const seed = `${key} ${scheme}`;
    return {
      type: finalizer === "gateway.k8s.aws/alb" ? "application" : "network",
      isInternal: scheme !== "internet-facing",
      name: loadBalancerName ?? generatedName(namespaceOf(gateway), nameOf(gateway), seed),
      subnets: [],
      listeners: [...new Map(listeners.map(({ port, protocol }) => [port, { port, protocol }])).values()],
      targetGroups: targetGroups(await this.backendsOf(gateway), seed),
    };
  }

  private async configurationOf(gateway: Gateway): Promise<z.infer<typeof configuration>["spec"]> {
    const found = await this.parametersOf(gateway, "LoadBalancerConfiguration", "gateway.k8s.aws", ["v1", "v1beta1"]);
    return found ? configuration.parse(found).spec : {};
  }

  private async envoyService(gateway: Gateway, namespace: string): Promise<KubernetesObject> {
    const proxy = await this.parametersOf(gateway, "EnvoyProxy", "gateway.envoyproxy.io", ["v1alpha1"]);
    const ports = gatewaySpec.parse(gateway.spec).listeners.map(({ port }) => port);
    return envoyService(gateway, namespace, [...new Set(ports)], proxy && envoyProxy.parse(proxy));
  }

  /** What a controller is told of the Gateway in an object of its own, or of all of its class. */
  private async parametersOf(
    gateway: Gateway,
    kind: string,
    group: string,
    versions: readonly string[],
  ): Promise<KubernetesObject | undefined> {
    const { gatewayClassName, infrastructure } = gatewaySpec.parse(gateway.spec);
    for (const reference of [infrastructure.parametersRef, this.classes.get(gatewayClassName)?.parametersRef]) {
      if (reference?.kind !== kind) continue;
      const { name, namespace = namespaceOf(gateway) } = reference;
      for (const version of versions) {
        const found = await this.cluster.get({ apiVersion: `${group}/${version}`, kind, name, namespace });
        if (found) return found;
      }
    }
    return undefined;
  }

  private async backendsOf(gateway: Gateway) {
    const routes = await this.cluster.list<WithSpec>(API_VERSION, "HTTPRoute");
    return routes.flatMap((route) => {
      const { parentRefs, rules } = routeSpec.parse(route.spec);
      const own = namespaceOf(route);
      const isOfGateway = parentRefs.some(
        ({ name, namespace = own }) => name === nameOf(gateway) && namespace === namespaceOf(gateway),
      );
      if (!isOfGateway) return [];
      return rules
        .flatMap(({ backendRefs }) => backendRefs)
        .map(({ name, port, namespace = own }) => ({
          namespace,
          service: name,
          port: `${port ?? ""}`,
          protocol: "HTTP",
        }));
    });
  }
}

/** What the controller of a Gateway that has its address writes into its status. */
export function programmed(gateway: Gateway, address: string): Readonly<Record<string, unknown>> {
  const lastTransitionTime = new Date().toISOString();
  const { generation: observedGeneration } = gateway.metadata ?? {};
  const conditions = ["Accepted", "Programmed"].map((type) => ({
    type,
    status: "True",
    reason: type,
    message: "",
    observedGeneration,
    lastTransitionTime,
  }));
  return { addresses: [{ type: address.match(/^[\d.]+$/) ? "IPAddress" : "Hostname", value: address }], conditions };
}
