import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { SettingsOf } from "../../spec/feature";
import { restrictedPodsOnly, spread } from "../../workload/podPlacement";
import type { AddonArgs } from "../addonArgs";
import { chartAddon } from "../chartAddon";
import { nginxClass } from "../ingress-nginx/ingressClass";
import { networkLoadBalancer } from "../networkLoadBalancer";
import { pods, traefik } from "./spec";

export type TraefikArgs = AddonArgs & SettingsOf<typeof traefik>;

/**
 * Traefik Proxy:
 * - its namespace, which takes restricted pods only
 * - the chart `traefik`, with a Network Load Balancer for its Service, the IngressClass `traefik`, and the GatewayClass
 *   `traefik` where the add-on gateway-api-crds is installed
 * - the IngressClass `nginx`, where it serves that and the add-on ingress-nginx does not
 *
 * Beside ingress-nginx it serves the same Ingresses and leaves their status alone, so that DNS still names the other one's load
 * balancer. When ingress-nginx goes, Traefik writes its own there.
 *
 * A Network Load Balancer costs some 20 USD a month and its traffic.
 *
 * @see https://github.com/traefik/traefik-helm-chart
 */
export class Traefik extends pulumi.ComponentResource {
  constructor(name: string, args: TraefikArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:addons:Traefik", name, {}, opts);
    const { beside = [], servesIngressNginx } = args;
    const { loadBalancerClass, annotations } = networkLoadBalancer(args, args.scheme);
    const isAlone = !beside.includes("ingress-nginx");
    const namespace = new kubernetes.core.v1.Namespace(
      name,
      { metadata: { name: pods.namespace, labels: restrictedPodsOnly } },
      { parent: this },
    );
    chartAddon(
      name,
      traefik,
      args,
      {
        namespace: namespace.metadata.name,
        values: {
          deployment: {
            replicas: args.replicas,
            lifecycle: { preStop: { sleep: { seconds: 30 } } }, // until the load balancer sends nothing new
          },
          podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
          topologySpreadConstraints: spread(pods.labels),
          resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "512Mi" } },
          service: { annotations, spec: { type: "LoadBalancer", loadBalancerClass } },
          ingressClass: { name: "traefik", isDefaultClass: args.isDefaultIngressClass },
          providers: {
            kubernetesGateway: { enabled: beside.includes("gateway-api-crds") },
            kubernetesIngressNGINX: { enabled: servesIngressNginx, publishService: { enabled: isAlone } },
          },
          gateway: { enabled: false }, // each app has its own
          global: { checkNewVersion: false },
        },
      },
      { parent: this },
    );
    if (servesIngressNginx && isAlone) {
      nginxClass(false, { parent: this });
    }
    this.registerOutputs();
  }
}
