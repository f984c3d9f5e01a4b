import * as pulumi from "@pulumi/pulumi";
import type { AddonArgs } from "../addonArgs";
import { eksAddon } from "../eksAddon";
import { kubeProxy } from "./spec";

/**
 * kube-proxy: the EKS add-on `kube-proxy`, which makes Services reachable from nodes. Free of charge.
 *
 * Nodes must depend on it, so that their first pod finds the API server.
 */
export class KubeProxy extends pulumi.ComponentResource {
  constructor(name: string, args: AddonArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:addons:KubeProxy", name, {}, opts);
    eksAddon(name, kubeProxy, args, {}, { parent: this });
    this.registerOutputs();
  }
}
