import type { Mistake } from "./mistake";

/** Kubernetes, AMI releases and add-on builds that do not go together. */
export const versionsMistakes: readonly Mistake[] = [
  {
    title: "a Kubernetes version without quotes",
    changes: { "versions.kubernetes": 1.36 },
    problems: { "eks-platform:versions.kubernetes": "is 1.36; must be in quotes: YAML reads 1.40 as 1.4" },
  },
  {
    title: "a Kubernetes patch version",
    changes: { "versions.kubernetes": "1.36.3" },
    problems: {
      "eks-platform:versions.kubernetes":
        'is "1.36.3"; must be a Kubernetes minor, for example "1.36" (EKS chooses the patch)',
    },
  },
  {
    title: "a Kubernetes version from the future",
    changes: { "versions.kubernetes": "1.38" },
    problems: {
      "eks-platform:versions.kubernetes":
        'is "1.38"; must be 1.34, 1.35, 1.36 or 1.37 (standard support), or 1.31, 1.32 or 1.33 (extended): EKS on 2026-11-21, upgrade/eks-versions.json',
    },
  },
  {
    title: "a Kubernetes version out of all support",
    changes: {
      versions: {
        kubernetes: "1.30",
        nodes: { kubernetes: "1.30", al2023: "1.30.14-20260701" },
        addons: {
          "vpc-cni": "v1.22.4-eksbuild.3",
          "kube-proxy": "v1.30.9-eksbuild.3",
          coredns: "v1.11.4-eksbuild.2",
          "eks-pod-identity-agent": "v1.4.0-eksbuild.3",
        },
      },
    },
    problems: {
      "eks-platform:versions.kubernetes":
        'is "1.30"; must be 1.34, 1.35, 1.36 or 1.37 (standard support), or 1.31, 1.32 or 1.33 (extended): EKS on 2026-11-21, upgrade/eks-versions.json; all support of 1.30 ended on 2026-07-23',
    },
  },
  {
    title: "extended support against the upgrade policy",
    changes: {
      versions: {
        kubernetes: "1.33",
        nodes: { kubernetes: "1.33", al2023: "1.33.9-20260930" },
        addons: {
          "vpc-cni": "v1.22.4-eksbuild.3",
          "kube-proxy": "v1.33.10-eksbuild.25",
          coredns: "v1.12.4-eksbuild.31",
          "eks-pod-identity-agent": "v1.4.0-eksbuild.3",
        },
      },
    },
    problems: {
      "eks-platform:cluster.upgradePolicy":
        'is "standard"; must be extended for Kubernetes 1.33, whose standard support ended on 2026-07-29: with standard, AWS upgrades the control plane on a day of its own choice; or raise versions.kubernetes',
    },
  },
  {
    title: "nodes newer than the control plane",
    changes: { "versions.nodes": { kubernetes: "1.37", al2023: "1.37.1-20261105" } },
    problems: {
      "eks-platform:versions.nodes.kubernetes":
        'is "1.37"; must not be newer than the control plane (1.36): raise versions.kubernetes first',
    },
  },
  {
    title: "nodes four minors behind",
    changes: { "versions.nodes": { kubernetes: "1.32", al2023: "1.32.12-20260930" } },
    problems: {
      "eks-platform:versions.nodes.kubernetes":
        'is "1.32"; must be at most 3 minors older than the control plane (1.36): raise the nodes first',
    },
  },
  {
    title: "an AMI release of another minor",
    changes: { "versions.nodes.al2023": "1.35.8-20260930" },
    problems: {
      "eks-platform:versions.nodes.al2023":
        'is "1.35.8-20260930"; must be a release of versions.nodes.kubernetes (1.36): 1.36.<patch>-<date>',
    },
  },
  {
    title: "an AMI release that moves",
    changes: { "versions.nodes.al2023": "latest" },
    problems: {
      "eks-platform:versions.nodes.al2023": 'is "latest"; must be an AL2023 AMI release, for example 1.36.4-20260930',
    },
  },
  {
    title: "kube-proxy newer than the control plane",
    changes: { "versions.addons.kube-proxy": "v1.37.0-eksbuild.4" },
    problems: {
      "eks-platform:versions.addons.kube-proxy":
        'is "v1.37.0-eksbuild.4"; must not be newer than the control plane (1.36); for example v1.36.0-eksbuild.25',
    },
  },
  {
    title: "kube-proxy four minors behind",
    changes: { "versions.addons.kube-proxy": "v1.32.13-eksbuild.28" },
    problems: {
      "eks-platform:versions.addons.kube-proxy":
        'is "v1.32.13-eksbuild.28"; must be at most 3 minors older than the control plane (1.36); for example v1.36.0-eksbuild.25',
    },
  },
  {
    title: "CoreDNS too old for the control plane",
    changes: { "versions.addons.coredns": "v1.11.4-eksbuild.53" },
    problems: {
      "eks-platform:versions.addons.coredns":
        'is "v1.11.4-eksbuild.53"; must be 1.13 or newer on Kubernetes 1.36; for example v1.14.3-eksbuild.23',
    },
  },
  {
    title: "an add-on build that moves",
    changes: { "versions.addons.coredns": "latest" },
    problems: {
      "eks-platform:versions.addons.coredns": 'is "latest"; must be a full EKS build, for example v1.36.0-eksbuild.25',
    },
  },
  {
    title: "an add-on that is not there",
    changes: { "versions.addons.coreDNS": "v1.14.3-eksbuild.23" },
    problems: { "eks-platform:versions.addons.coreDNS": "is not a known key; did you mean coredns?" },
  },
  {
    title: "an add-on without a pin",
    changes: { "versions.addons.vpc-cni": undefined },
    problems: { "eks-platform:versions.addons.vpc-cni": "is required because dataPlane has the managed group system" },
  },
  {
    title: "nodes without a pin",
    changes: { "versions.nodes": undefined },
    problems: {
      "eks-platform:versions.nodes":
        'is required because dataPlane has the managed group system, for example { kubernetes: "1.36", al2023: 1.36.4-20260930 }',
    },
  },
  {
    title: "a Bottlerocket image without a pin",
    changes: { "dataPlane.0.amiType": "BOTTLEROCKET_x86_64" },
    problems: {
      "eks-platform:versions.nodes.bottlerocket":
        "is required because group system has the image BOTTLEROCKET_x86_64, for example 1.65.0-0be31b34",
    },
  },
  {
    title: "a Bottlerocket release without its commit",
    changes: { "versions.nodes.bottlerocket": "1.65.0" },
    problems: {
      "eks-platform:versions.nodes.bottlerocket":
        'is "1.65.0"; must be a Bottlerocket release with its commit, for example 1.65.0-0be31b34',
    },
  },
];
