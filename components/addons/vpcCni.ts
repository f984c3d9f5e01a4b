import * as pulumi from "@pulumi/pulumi";
import { pinnedAddon, type PinnedAddonArgs } from "./pinnedAddon";

export interface VpcCniArgs extends PinnedAddonArgs {
  /**
   * Gives nodes whole /28 ranges instead of single addresses.
   * @default false
   * @see https://docs.aws.amazon.com/eks/latest/userguide/cni-increase-ip-addresses.html
   */
  readonly prefixDelegation?: boolean;
  /**
   * Enforces NetworkPolicy objects.
   * @default false
   * @see https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html
   */
  readonly networkPolicy?: boolean;
}

/**
 * The Amazon VPC CNI: the EKS add-on `vpc-cni`, which gives pods addresses of the VPC. Free of charge.
 *
 * Nodes must depend on it: one that joins without a CNI stays NotReady, and one that outlives it can't end its pods.
 */
export class VpcCni extends pulumi.ComponentResource {
  constructor(name: string, args: VpcCniArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:addons:VpcCni", name, {}, opts);
    pinnedAddon(name, { ...args, addonName: "vpc-cni", configuration: configurationOf(args) }, { parent: this });
    this.registerOutputs();
  }
}

/** In the form of the add-on's own schema: environment variables are strings, the switch for policies too. */
function configurationOf({ prefixDelegation = false, networkPolicy = false }: VpcCniArgs): object {
  return {
    enableNetworkPolicy: String(networkPolicy),
    env: {
      ENABLE_PREFIX_DELEGATION: String(prefixDelegation),
      ...(prefixDelegation && { WARM_PREFIX_TARGET: "1" }),
    },
  };
}
