import * as pulumi from "@pulumi/pulumi";
import type { AddonArgs } from "../addonArgs";
import { eksAddon } from "../eksAddon";
import { nodeMonitoringAgent } from "./spec";

/**
 * The EKS node monitoring agent: the EKS add-on `eks-node-monitoring-agent`, a privileged pod on every node that turns what
 * it finds in the node's logs into conditions and events of the Node, and the kind NodeDiagnostic, which collects logs of a
 * node. Free of charge beyond its pods.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/node-health-nma.html
 */
export class NodeMonitoringAgent extends pulumi.ComponentResource {
  constructor(name: string, args: AddonArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:addons:NodeMonitoringAgent", name, {}, opts);
    eksAddon(name, nodeMonitoringAgent, args, {}, { parent: this });
    this.registerOutputs();
  }
}
