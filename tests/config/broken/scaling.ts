import type { Mistake } from "./mistake";

const fargate = { name: "pods", kind: "fargate", selectors: [{ namespace: "kube-system" }, { namespace: "hello" }] };

/** What adds and takes away nodes. */
export const scalingMistakes: readonly Mistake[] = [
  {
    title: "an autoscaler of groups on a minor that has no image of it",
    changes: { "versions.kubernetes": "1.37", "versions.addons.cluster-autoscaler": "9.59.1" },
    problems: {
      "eks-platform:versions.addons.cluster-autoscaler":
        'is "9.59.1"; must be left out on Kubernetes 1.37: images of it are known for 1.32, 1.33, 1.34, 1.35, 1.36: upgrade/charts.json of 2026-11-24',
    },
  },
  {
    title: "an autoscaler of groups without a group",
    changes: {
      dataPlane: [fargate],
      "versions.nodes": undefined,
      "versions.addons": { coredns: "v1.14.3-eksbuild.23", "cluster-autoscaler": "9.59.1" },
    },
    problems: {
      "eks-platform:versions.addons.cluster-autoscaler":
        'is "9.59.1"; must be left out: it runs on managed and self-managed nodes only, and dataPlane has none',
      "eks-platform:versions.addons.eks-pod-identity-agent":
        "is required because versions.addons.cluster-autoscaler needs it",
    },
  },
  {
    title: "an expander that is not there",
    changes: { "versions.addons.cluster-autoscaler": "9.59.1", "addons.cluster-autoscaler": { expander: "price" } },
    problems: {
      "eks-platform:addons.cluster-autoscaler.expander":
        'is "price"; must be one of least-waste, least-nodes, most-pods, random',
    },
  },
];
