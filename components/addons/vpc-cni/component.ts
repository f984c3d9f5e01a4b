import * as pulumi from "@pulumi/pulumi";
import type { AddonArgs } from "../addonArgs";
import { eksAddon } from "../eksAddon";
import { addonRole } from "../podRole";
import type { VpcCniSettings } from "./settings.spec";
import { vpcCni } from "./spec";

export type VpcCniArgs = AddonArgs & VpcCniSettings;

/**
 * The Amazon VPC CNI, which gives pods addresses of the VPC:
 * - the EKS add-on `vpc-cni`
 * - the role by which it moves network interfaces, given to its own pods by Pod Identity and not to the nodes, where
 *   whatever runs on the host's network would have it too
 *
 * The association is the add-on's own and not a resource beside it: EKS makes it before the pods start, and restarts them
 * when it changes. Free of charge.
 *
 * Nodes must depend on it: one that joins without a CNI stays NotReady, and one that outlives it can't end its pods.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/add-ons-iam.html
 */
export class VpcCni extends pulumi.ComponentResource {
  constructor(name: string, args: VpcCniArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:addons:VpcCni", name, {}, opts);
    const role = addonRole(
      name,
      {
        ...args,
        serviceAccount: "aws-node",
        description: "Lets the VPC CNI manage network interfaces and addresses",
        policies: ["AmazonEKS_CNI_Policy"],
      },
      this,
    );
    eksAddon(name, vpcCni, args, { configuration: configurationOf(args), role }, { parent: this });
    this.registerOutputs();
  }
}

/** In the form of the add-on's own schema: environment variables are strings, the switch for policies too. */
function configurationOf({ prefixDelegation, networkPolicy, networkPolicyMode, warmTargets }: VpcCniSettings): object {
  const { enis, ips, minimumIps, prefixes = prefixDelegation ? 1 : undefined } = warmTargets;
  const targets = {
    WARM_ENI_TARGET: enis,
    WARM_IP_TARGET: ips,
    MINIMUM_IP_TARGET: minimumIps,
    WARM_PREFIX_TARGET: prefixes,
  };
  const given = Object.entries(targets).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]]));
  return {
    enableNetworkPolicy: String(networkPolicy),
    env: {
      ENABLE_PREFIX_DELEGATION: String(prefixDelegation),
      ...(networkPolicy && { NETWORK_POLICY_ENFORCING_MODE: networkPolicyMode }),
      ...(Object.fromEntries(given) as object),
    },
  };
}
