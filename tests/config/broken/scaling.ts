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
  {
    title: "Karpenter on a minor that it does not know",
    changes: { "versions.kubernetes": "1.37", "versions.addons.karpenter": "1.14.1" },
    problems: {
      "eks-platform:versions.addons.karpenter":
        'is "1.14.1"; must be left out on Kubernetes 1.37: versions of it are known for 1.31, 1.32, 1.33, 1.34, 1.35, 1.36: upgrade/charts.json of 2026-11-24',
    },
  },
  {
    title: "Karpenter older than the minor needs",
    changes: { "versions.addons.karpenter": "1.12.2" },
    problems: {
      "eks-platform:versions.addons.karpenter":
        'is "1.12.2"; must be 1.13.0 or newer on Kubernetes 1.36: upgrade/charts.json of 2026-11-24',
    },
  },
  {
    title: "two that start nodes for the same pods",
    changes: { "versions.addons.karpenter": "1.14.1", "versions.addons.cluster-autoscaler": "9.59.1" },
    problems: {
      "eks-platform:versions.addons.karpenter":
        'is "1.14.1"; must be left out beside versions.addons.cluster-autoscaler: take one of the two',
    },
  },
  {
    title: "Karpenter beside the one of Auto Mode",
    changes: {
      "versions.addons.karpenter": "1.14.1",
      "dataPlane.1": { name: "auto", kind: "auto", isDefaultClass: false },
    },
    problems: {
      "eks-platform:versions.addons.karpenter":
        'is "1.14.1"; must be left out beside the group auto of kind auto: Auto Mode brings the kind NodePool along, and runs Karpenter itself',
    },
  },
  {
    title: "more pods of Karpenter than nodes to run them",
    changes: { "versions.addons.karpenter": "1.14.1", "addons.karpenter": { replicas: 3 } },
    problems: {
      "eks-platform:addons.karpenter.replicas":
        "is 3; must be at most 2, the fewest nodes of groups without taints: each of its pods needs one to itself; or raise scaling.min",
    },
  },
  {
    title: "node pools of instances that are not there, of another architecture, and of an image without a pin",
    changes: {
      "versions.addons.karpenter": "1.14.1",
      "addons.karpenter": {
        nodePools: {
          typo: { instanceTypes: ["m7i.lage"] },
          arm: { instanceTypes: ["m7g.large"] },
          minimal: { amiFamily: "bottlerocket" },
        },
      },
    },
    problems: {
      "eks-platform:addons.karpenter.nodePools.typo.instanceTypes[0]":
        'is "m7i.lage"; must be an instance type of EC2; did you mean m7i.large?',
      "eks-platform:addons.karpenter.nodePools.arm.architectures":
        'is ["amd64"] by default; must include arm64, the architecture of m7g.large',
      "eks-platform:versions.nodes.bottlerocket":
        "is required because the pool minimal of addons.karpenter has this image",
    },
  },
  {
    title: "a node pool that says twice what it may start, and a duration without a unit",
    changes: {
      "versions.addons.karpenter": "1.14.1",
      "addons.karpenter": {
        nodePools: {
          both: { instanceTypes: ["m7i.large"], instanceCategories: ["m"] },
          forever: { expireAfter: "720" },
        },
      },
    },
    problems: {
      "eks-platform:addons.karpenter.nodePools.both.instanceCategories":
        'is ["m"]; must be left out with instanceTypes',
      "eks-platform:addons.karpenter.nodePools.forever.expireAfter":
        'is "720"; must be a duration in s, m or h, for example 30s or 720h, or Never',
    },
  },
  {
    title: "a drain for nodes that EKS drains",
    changes: { "versions.addons.aws-node-termination-handler": "0.27.6" },
    problems: {
      "eks-platform:versions.addons.aws-node-termination-handler":
        'is "0.27.6"; must be left out: EKS drains the nodes of managed groups itself, and dataPlane has no self-managed group',
    },
  },
];
