import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { SettingsOf } from "../../spec/feature";
import { restrictedPodsOnly, spread } from "../../workload/podPlacement";
import type { AddonArgs } from "../addonArgs";
import { chartAddon } from "../chartAddon";
import { networkLoadBalancer } from "../networkLoadBalancer";
import { nginxClass } from "./ingressClass";
import { ingressNginx, pods, retirement } from "./spec";

export type IngressNginxArgs = AddonArgs & SettingsOf<typeof ingressNginx>;

/**
 * ingress-nginx, for clusters that still have it; a warning says what to move to:
 * - its namespace, which takes restricted pods only
 * - the IngressClass `nginx`
 * - the chart `ingress-nginx`, with a Network Load Balancer for its Service
 *
 * A Network Load Balancer costs some 20 USD a month and its traffic.
 *
 * @see https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/
 */
export class IngressNginx extends pulumi.ComponentResource {
  constructor(name: string, args: IngressNginxArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:addons:IngressNginx", name, {}, opts);
    const { loadBalancerClass, annotations } = networkLoadBalancer(args, args.scheme);
    void pulumi.log.warn(retirement, this);
    const namespace = new kubernetes.core.v1.Namespace(
      name,
      { metadata: { name: pods.namespace, labels: restrictedPodsOnly } },
      { parent: this },
    );
    nginxClass(args.isDefaultIngressClass, { parent: this });
    chartAddon(
      name,
      ingressNginx,
      args,
      {
        namespace: namespace.metadata.name,
        values: {
          controller: {
            replicaCount: args.replicas, // with a disruption budget from two
            topologySpreadConstraints: spread(pods.labels),
            service: { annotations, loadBalancerClass },
            ingressClassResource: { enabled: false },
            admissionWebhooks: { enabled: args.validatesIngresses },
          },
        },
      },
      { parent: this },
    );
    this.registerOutputs();
  }
}
