import * as pulumi from "@pulumi/pulumi";
import type { AddonArgs } from "../addonArgs";
import { eksAddon } from "../eksAddon";
import { kubeStateMetrics } from "./spec";

/**
 * kube-state-metrics: the EKS community add-on `kube-state-metrics`, in a namespace of the same name. Prometheus reads it at
 * `kube-state-metrics.kube-state-metrics:8080`. Free of charge beyond its pod.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/community-addons.html
 */
export class KubeStateMetrics extends pulumi.ComponentResource {
  constructor(name: string, args: AddonArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:addons:KubeStateMetrics", name, {}, opts);
    eksAddon(name, kubeStateMetrics, args, {}, { parent: this });
    this.registerOutputs();
  }
}
