import * as pulumi from "@pulumi/pulumi";
import { pinnedAddon, type PinnedAddonArgs } from "./pinnedAddon";

/**
 * kube-proxy: the EKS add-on `kube-proxy`, which makes Services reachable from nodes. Free of charge.
 *
 * Nodes must depend on it, so that their first pod finds the API server.
 */
export class KubeProxy extends pulumi.ComponentResource {
  constructor(name: string, args: PinnedAddonArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:addons:KubeProxy", name, {}, opts);
    pinnedAddon(name, { ...args, addonName: "kube-proxy" }, { parent: this });
    this.registerOutputs();
  }
}
