import * as pulumi from "@pulumi/pulumi";
import type { SettingsOf } from "../../spec/feature";
import type { AddonArgs } from "../addonArgs";
import { eksAddon } from "../eksAddon";
import { metricsServer } from "./spec";

export type MetricsServerArgs = AddonArgs & SettingsOf<typeof metricsServer>;

/**
 * metrics-server: the EKS community add-on `metrics-server`, which serves the metrics API of pods and nodes. Free of charge
 * beyond its pods.
 *
 * The control plane calls it on port 10251, which the security group of nodes lets through.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/community-addons.html
 */
export class MetricsServer extends pulumi.ComponentResource {
  constructor(name: string, args: MetricsServerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:addons:MetricsServer", name, {}, opts);
    eksAddon(name, metricsServer, args, { configuration: { replicas: args.replicas } }, { parent: this });
    this.registerOutputs();
  }
}
