import * as pulumi from "@pulumi/pulumi";
import { pinnedAddon, type PinnedAddonArgs } from "./pinnedAddon";

export interface CoreDnsArgs extends PinnedAddonArgs {
  /** Pods of CoreDNS. */
  readonly replicas: number;
  /**
   * Whether its pods run on Fargate, where a profile must select them, in place of nodes.
   * @default false
   * @see https://docs.aws.amazon.com/eks/latest/userguide/fargate-getting-started.html
   */
  readonly onFargate?: boolean;
}

/**
 * CoreDNS: the EKS add-on `coredns`, which answers for names inside the cluster. Free of charge beyond its pods.
 *
 * It must depend on nodes or on the Fargate profile it runs by: without either, AWS waits 20 minutes for its pods and fails.
 */
export class CoreDns extends pulumi.ComponentResource {
  constructor(name: string, args: CoreDnsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:addons:CoreDns", name, {}, opts);
    const configuration = { replicaCount: args.replicas, ...(args.onFargate && { computeType: "Fargate" }) };
    pinnedAddon(name, { ...args, addonName: "coredns", configuration }, { parent: this });
    this.registerOutputs();
  }
}
