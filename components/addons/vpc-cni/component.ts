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
function configurationOf(args: VpcCniArgs): object {
  const { prefixDelegation, networkPolicy, networkPolicyMode, warmTargets } = args;
  const { podSecurityGroups, podSecurityGroupsMode } = args;
  const { enis, ips, minimumIps, prefixes = prefixDelegation ? 1 : undefined } = warmTargets;
  const targets = {
    WARM_ENI_TARGET: enis,
    WARM_IP_TARGET: ips,
    MINIMUM_IP_TARGET: minimumIps,
    WARM_PREFIX_TARGET: prefixes,
  };
  const given = Object.entries(targets).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]]));
  const custom = podSecurityGroups ? customNetworking(args) : undefined;
  return {
    enableNetworkPolicy: String(networkPolicy),
    env: {
      ENABLE_PREFIX_DELEGATION: String(prefixDelegation),
      ...(networkPolicy && { NETWORK_POLICY_ENFORCING_MODE: networkPolicyMode }),
      ...(podSecurityGroups && { ENABLE_POD_ENI: "true", POD_SECURITY_GROUP_ENFORCING_MODE: podSecurityGroupsMode }),
      ...custom?.env,
      ...(Object.fromEntries(given) as object),
    },
    ...custom?.configuration,
    // Otherwise probes of the kubelet do not reach such pods.
    ...(podSecurityGroups &&
      podSecurityGroupsMode === "strict" && { init: { env: { DISABLE_TCP_EARLY_DEMUX: "true" } } }),
  };
}

/**
 * The CNI finds the subnets of pods by their tag. The interfaces of pods with security groups of their own are made by EKS,
 * which looks at the ENIConfig of the node's zone alone: without one they would be in the node's subnet.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/cni-custom-network.html
 */
function customNetworking({ region, podSubnetIds }: VpcCniArgs) {
  if (!podSubnetIds) return undefined;
  const subnets = Object.fromEntries(Object.entries(podSubnetIds).map(([zone, id]) => [zone, { id }]));
  return {
    env: { AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: "true", ENI_CONFIG_LABEL_DEF: "topology.kubernetes.io/zone" },
    configuration: { eniConfig: { create: true, region, subnets } },
  };
}
