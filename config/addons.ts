import { z } from "zod";
import { wholeNumber } from "./values";

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
  })
  .prefault({})
  .meta({ description: "Settings of the EKS add-ons, by add-on; their builds are in versions.addons." });

export type Addons = z.infer<typeof addons>;
