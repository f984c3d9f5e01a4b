import { z } from "zod";
import { wholeNumber } from "../../spec/values";

const warmTargets = z
  .strictObject({
    enis: wholeNumber(0, 15).optional().meta({ description: "Spare interfaces: WARM_ENI_TARGET." }),
    ips: wholeNumber(0, 250).optional().meta({ description: "Spare addresses: WARM_IP_TARGET." }),
    minimumIps: wholeNumber(0, 250).optional().meta({
      description: "Addresses held from the start: MINIMUM_IP_TARGET.",
    }),
    prefixes: wholeNumber(0, 16).optional().meta({
      description: "Spare /28 ranges, only with prefixDelegation: WARM_PREFIX_TARGET.",
    }),
  })
  .default({})
  .meta({
    description:
      "Addresses that each node keeps ready for pods to come; what is left out is the CNI's own: one interface, or one range with prefixDelegation. https://github.com/aws/amazon-vpc-cni-k8s/blob/master/docs/eni-and-ip-target.md",
  });

export const vpcCniSettings = z.strictObject({
  prefixDelegation: z.boolean().default(false).meta({
    description:
      "Gives nodes whole /28 ranges instead of single addresses: more pods a node, more addresses taken. https://docs.aws.amazon.com/eks/latest/userguide/cni-increase-ip-addresses.html",
  }),
  networkPolicy: z.boolean().default(false).meta({
    description:
      "Enforces NetworkPolicy objects. https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html",
  }),
  networkPolicyMode: z.enum(["standard", "strict"]).default("standard").meta({
    description:
      "What holds for a new pod until its policies reach the node: standard admits everything, strict admits nothing. https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy-configure.html",
  }),
  podSecurityGroups: z.boolean().default(false).meta({
    description:
      "Lets a SecurityGroupPolicy give pods security groups of their own, by an interface each; only on instance types that have trunk interfaces, which no t type has. https://docs.aws.amazon.com/eks/latest/userguide/security-groups-for-pods.html",
  }),
  podSecurityGroupsMode: z.enum(["strict", "standard"]).default("strict").meta({
    description:
      "What security groups of pods hold for: strict all traffic; standard leaves out traffic within a node, and traffic out of the VPC has the node's. https://github.com/aws/amazon-vpc-cni-k8s/blob/master/README.md#pod_security_group_enforcing_mode-v1110",
  }),
  warmTargets,
});

export type VpcCniSettings = z.output<typeof vpcCniSettings>;
