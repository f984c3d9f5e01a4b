import { z } from "zod";
import { wholeNumber } from "../../spec/values";
import { addon, type AddonRule, eksAddon } from "../addon.spec";

const podsMayGrow: AddonRule<{ readonly replicas: number; readonly maxReplicas?: number }> = {
  needs: [],
  check({ replicas, maxReplicas }, _, refuse) {
    if (maxReplicas === undefined || maxReplicas > replicas) return;
    refuse(["addons", "coredns", "maxReplicas"], `must be more than replicas, which are ${replicas}`);
  },
};

export const coreDns = addon({
  description: "Answers for names inside the cluster.",
  source: eksAddon("coredns"),
  settings: z.strictObject({
    replicas: wholeNumber(1, 20)
      .default(2)
      .meta({ description: "Pods of CoreDNS; the least of them with maxReplicas." }),
    maxReplicas: wholeNumber(2, 100).optional().meta({
      description:
        "Most pods, to which EKS adds some as the cluster grows: one for each 16 nodes or 256 CPUs. Default: as many as replicas. https://docs.aws.amazon.com/eks/latest/userguide/coredns-autoscaling.html",
    }),
  }),
  stage: "afterNodes",
  runsOn: ["ec2", "fargate"],
  requiredOn: ["ec2", "fargate"],
  builtInto: ["auto"],
  rules: [podsMayGrow],
  pods: { namespace: "kube-system", labels: { "k8s-app": "kube-dns", "eks.amazonaws.com/component": "coredns" } },
});
