import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { SettingsOf } from "../../spec/feature";
import { restrictedPodsOnly, spread } from "../../workload/podPlacement";
import type { AddonArgs } from "../addonArgs";
import { chartAddon } from "../chartAddon";
import { networkLoadBalancer } from "../networkLoadBalancer";
import { envoyGateway, pods } from "./spec";

export type EnvoyGatewayArgs = AddonArgs & SettingsOf<typeof envoyGateway>;

/**
 * Envoy Gateway:
 * - its namespace, which takes restricted pods only; its proxies run there as well
 * - its own kinds, each a resource that upgrades; those of the Gateway API are the add-on gateway-api-crds
 * - the chart `gateway-helm`, the controller
 * - the GatewayClass `envoy-gateway`, with what its proxies and their Services are like
 *
 * Each Gateway of the class gets proxies and a Network Load Balancer of its own, inside the VPC unless the Gateway's
 * `infrastructure.annotations` name `service.beta.kubernetes.io/aws-load-balancer-scheme: internet-facing`. It costs some
 * 20 USD a month and its traffic. Gateways must be deleted while the controller runs, or their load balancers stay and hold
 * the VPC.
 *
 * @see https://gateway.envoyproxy.io/docs/
 * @see https://gateway.envoyproxy.io/docs/tasks/operations/customize-envoyproxy/
 */
export class EnvoyGateway extends pulumi.ComponentResource {
  constructor(name: string, args: EnvoyGatewayArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:addons:EnvoyGateway", name, {}, opts);
    const namespace = new kubernetes.core.v1.Namespace(
      name,
      { metadata: { name: pods.namespace, labels: restrictedPodsOnly } },
      { parent: this },
    );
    const controller = chartAddon(
      name,
      envoyGateway,
      args,
      {
        namespace: namespace.metadata.name,
        values: {
          crds: { enabled: false },
          deployment: { replicas: args.replicas, pod: { topologySpreadConstraints: spread(pods.labels) } },
          podDisruptionBudget: { minAvailable: args.replicas > 1 ? 1 : 0 }, // a single one may be drained
        },
      },
      { parent: this },
    );
    const proxy = new kubernetes.apiextensions.CustomResource(
      `${name}-proxy`,
      {
        apiVersion: "gateway.envoyproxy.io/v1alpha1",
        kind: "EnvoyProxy",
        metadata: { name, namespace: namespace.metadata.name },
        spec: { provider: { type: "Kubernetes", kubernetes: proxies(args) } },
      },
      { parent: this, dependsOn: controller },
    );
    new kubernetes.apiextensions.CustomResource(
      `${name}-gateway-class`,
      {
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "GatewayClass",
        metadata: { name },
        spec: {
          controllerName: "gateway.envoyproxy.io/gatewayclass-controller",
          parametersRef: {
            group: "gateway.envoyproxy.io",
            kind: "EnvoyProxy",
            name: proxy.metadata.name,
            namespace: proxy.metadata.namespace,
          },
        },
      },
      { parent: this, dependsOn: proxy },
    );
    this.registerOutputs();
  }
}

/** Of each Gateway. What stands here goes over what the Gateway says, and leaves the scheme of its load balancer to it. */
const proxies = (args: EnvoyGatewayArgs) => ({
  envoyDeployment: {
    replicas: args.proxies,
    pod: {
      topologySpreadConstraints: spread({
        "app.kubernetes.io/name": "envoy",
        "app.kubernetes.io/component": "proxy",
      }),
    },
  },
  envoyPDB: { maxUnavailable: 1 },
  envoyService: { type: "LoadBalancer", ...networkLoadBalancer(args) },
});
