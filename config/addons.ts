import { z } from "zod";
import { logRetentionDays, wholeNumber } from "./values";

const fargateLogging = z.strictObject({
  retentionDays: logRetentionDays.meta({ description: "Days that CloudWatch keeps the logs." }),
  filters: z.string().optional().meta({ description: "Fluent Bit filters, as in filters.conf." }),
  parsers: z.string().optional().meta({ description: "Fluent Bit parsers, as in parsers.conf." }),
});

export const addons = z
  .strictObject({
    "vpc-cni": z
      .strictObject({
        prefixDelegation: z.boolean().default(false).meta({
          description:
            "Gives nodes whole /28 ranges instead of single addresses: more pods a node, more addresses taken. Default: false. https://docs.aws.amazon.com/eks/latest/userguide/cni-increase-ip-addresses.html",
        }),
        networkPolicy: z.boolean().default(false).meta({
          description:
            "Enforces NetworkPolicy objects. Default: false. https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html",
        }),
        warmTargets: z
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
              "Addresses that each node keeps ready for pods to come. Default: the CNI's own, one interface or one range. https://github.com/aws/amazon-vpc-cni-k8s/blob/master/docs/eni-and-ip-target.md",
          }),
      })
      .prefault({})
      .meta({ description: "Amazon VPC CNI: gives pods addresses of the VPC." }),
    "kube-proxy": z
      .strictObject({})
      .default({})
      .meta({ description: "kube-proxy: makes Services reachable from nodes." }),
    coredns: z
      .strictObject({
        replicas: wholeNumber(1, 20).default(2).meta({ description: "Pods of CoreDNS. Default: 2." }),
      })
      .prefault({})
      .meta({ description: "CoreDNS: names inside the cluster." }),
    "eks-pod-identity-agent": z
      .strictObject({})
      .default({})
      .meta({ description: "Pod Identity agent: hands pods the roles of their service accounts." }),
    fargateLogging: fargateLogging.optional().meta({
      description:
        "Logs of pods on Fargate, to CloudWatch. Default: none. https://docs.aws.amazon.com/eks/latest/userguide/fargate-logging.html",
    }),
  })
  .prefault({})
  .meta({ description: "Settings of the EKS add-ons, by add-on; their builds are in versions.addons." });

export type Addons = z.infer<typeof addons>;
