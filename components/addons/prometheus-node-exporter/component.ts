import * as pulumi from "@pulumi/pulumi";
import type { AddonArgs } from "../addonArgs";
import { eksAddon } from "../eksAddon";
import { onEveryNode } from "../everyNode";
import { nodeExporter } from "./spec";

/**
 * The Prometheus node exporter: the EKS community add-on `prometheus-node-exporter`, a pod on every node, tainted ones
 * included. It listens on port 9100 of the node, which the security group of nodes opens to nodes alone. Free of charge
 * beyond its pods.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/community-addons.html
 */
export class NodeExporter extends pulumi.ComponentResource {
  constructor(name: string, args: AddonArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:addons:NodeExporter", name, {}, opts);
    eksAddon(name, nodeExporter, args, { configuration: onEveryNode }, { parent: this });
    this.registerOutputs();
  }
}
