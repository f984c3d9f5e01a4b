import * as pulumi from "@pulumi/pulumi";
import { serviceRole } from "../serviceRole";
import { pinnedAddon, type PinnedAddonArgs } from "./pinnedAddon";

export interface VpcCniArgs extends PinnedAddonArgs {
  readonly region: string;
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
  /**
   * What each node keeps ready for pods to come: spare interfaces, spare addresses, addresses held from the start, spare
   * ranges.
   * @default one interface, or with `prefixDelegation` one range
   * @see https://github.com/aws/amazon-vpc-cni-k8s/blob/master/docs/eni-and-ip-target.md
   */
  readonly warmTargets?: {
    readonly enis?: number;
    readonly ips?: number;
    readonly minimumIps?: number;
    readonly prefixes?: number;
  };
}

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
    const { role, ready } = serviceRole(
      `${name}-role`,
      {
        region: args.region,
        service: "pods.eks.amazonaws.com",
        trustActions: ["sts:AssumeRole", "sts:TagSession"],
        description: "Lets the VPC CNI manage network interfaces and addresses",
        policies: ["AmazonEKS_CNI_Policy"],
      },
      this,
    );
    pinnedAddon(
      name,
      { ...args, addonName: "vpc-cni", configuration: configurationOf(args), roleArns: { "aws-node": role.arn } },
      { parent: this, dependsOn: [...ready] },
    );
    this.registerOutputs();
  }
}

/** In the form of the add-on's own schema: environment variables are strings, the switch for policies too. */
function configurationOf({ prefixDelegation = false, networkPolicy = false, warmTargets = {} }: VpcCniArgs): object {
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
    env: { ENABLE_PREFIX_DELEGATION: String(prefixDelegation), ...(Object.fromEntries(given) as object) },
  };
}
