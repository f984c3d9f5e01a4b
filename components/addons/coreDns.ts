import * as pulumi from "@pulumi/pulumi";
import { pinnedAddon, type PinnedAddonArgs } from "./pinnedAddon";

export interface CoreDnsArgs extends PinnedAddonArgs {
  /** Pods of CoreDNS. */
  readonly replicas: number;
}

/**
 * CoreDNS: the EKS add-on `coredns`, which answers for names inside the cluster. Free of charge beyond its pods.
 *
 * It must depend on nodes: without any, AWS waits 20 minutes for its pods and fails.
 */
export class CoreDns extends pulumi.ComponentResource {
  constructor(name: string, args: CoreDnsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:addons:CoreDns", name, {}, opts);
    pinnedAddon(
      name,
      { ...args, addonName: "coredns", configuration: { replicaCount: args.replicas } },
      { parent: this },
    );
    this.registerOutputs();
  }
}
