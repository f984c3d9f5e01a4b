import { z } from "zod";
import { wholeNumber } from "../../spec/values";
import { addon, chart } from "../addon.spec";

export const clusterAutoscaler = addon({
  description: "Adds nodes to groups when pods find no room, and takes away those that stay idle.",
  source: chart({
    source: "https://kubernetes.github.io/autoscaler",
    name: "cluster-autoscaler",
    sets: [
      "fullnameOverride",
      "autoDiscovery.clusterName",
      "awsRegion",
      "image.tag",
      "replicaCount",
      "rbac.serviceAccount.name",
      "extraArgs",
    ],
  }),
  settings: z.strictObject({
    replicas: wholeNumber(1, 3).default(2).meta({ description: "Pods of the autoscaler; one of them works." }),
    expander: z.enum(["least-waste", "least-nodes", "most-pods", "random"]).default("least-waste").meta({
      description:
        "Which group grows when several would do. https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/FAQ.md#what-are-expanders",
    }),
    scaleDownUnneededMinutes: wholeNumber(1, 1440)
      .default(10)
      .meta({ description: "How long a node has been needed by few pods before it goes, minutes." }),
    skipNodesWithSystemPods: z.boolean().default(false).meta({
      description: "Whether a node stays while a pod of kube-system runs there that has no PodDisruptionBudget.",
    }),
    skipNodesWithLocalStorage: z.boolean().default(false).meta({
      description: "Whether a node stays while a pod with an emptyDir or hostPath volume runs there.",
    }),
  }),
  stage: "afterNodes",
  runsOn: ["ec2"],
  builtInto: ["auto"],
  needs: ["eks-pod-identity-agent", "coredns"],
  calls: ["autoscaling", "ec2", "eks"],
  permissions: "the size of groups with the cluster's tag, and what tells it of them",
  cost: "the nodes that it adds",
});
