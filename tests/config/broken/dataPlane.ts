import type { Mistake } from "./mistake";

const group = (name: string) => ({ name, kind: "managed", instanceTypes: ["t3.small"], scaling: { min: 0, max: 1 } });

/** Node groups. */
export const dataPlaneMistakes: readonly Mistake[] = [
  {
    title: "no nodes at all",
    changes: { dataPlane: [] },
    problems: { "eks-platform:dataPlane": "is []; must include at least one group: without nodes no pod runs" },
  },
  {
    title: "a kind of group that is not there",
    changes: { "dataPlane.0.kind": "karpenter" },
    problems: {
      "eks-platform:dataPlane[0].kind": 'is "karpenter"; must be managed, self-managed, fargate or auto',
    },
  },
  {
    title: "nodes in a Fargate profile",
    changes: { "dataPlane.1": { kind: "fargate", name: "jobs", instanceTypes: ["m7i.large"] } },
    problems: {
      "eks-platform:dataPlane[1].instanceTypes": "is not a known key; known here: kind, name, selectors, logging",
      "eks-platform:dataPlane[1].selectors": "is missing: Pods that run on Fargate, 1 to 5 selectors",
    },
  },
  {
    title: "min more than max",
    changes: { "dataPlane.0.scaling": { min: 5, max: 2 } },
    problems: { "eks-platform:dataPlane[0].scaling.min": "is 5; must not be more than max (2)" },
  },
  {
    title: "desired less than min",
    changes: { "dataPlane.0.scaling": { min: 2, desired: 1, max: 4 } },
    problems: { "eks-platform:dataPlane[0].scaling.desired": "is 1; must not be less than min (2)" },
  },
  {
    title: "desired more than max",
    changes: { "dataPlane.0.scaling": { min: 2, desired: 6, max: 4 } },
    problems: { "eks-platform:dataPlane[0].scaling.desired": "is 6; must not be more than max (4)" },
  },
  {
    title: "part of a node",
    changes: { "dataPlane.0.scaling.min": 1.5 },
    problems: { "eks-platform:dataPlane[0].scaling.min": "is 1.5; must be a whole number from 0 to 450" },
  },
  {
    title: "an instance type that does not exist",
    changes: { "dataPlane.0.instanceTypes": ["m7i.larg"] },
    problems: {
      "eks-platform:dataPlane[0].instanceTypes[0]":
        'is "m7i.larg"; must be an instance type of EC2; did you mean m7i.large?',
    },
  },
  {
    title: "an arm64 instance with an x86 image",
    changes: { "dataPlane.0.instanceTypes": ["m7g.large"] },
    problems: {
      "eks-platform:dataPlane[0].amiType":
        'is "AL2023_x86_64_STANDARD" by default; must be an arm64 image for m7g.large, for example AL2023_ARM_64_STANDARD',
    },
  },
  {
    title: "x86 instances with an arm64 image",
    changes: { "dataPlane.0.amiType": "AL2023_ARM_64_STANDARD" },
    problems: {
      "eks-platform:dataPlane[0].amiType":
        'is "AL2023_ARM_64_STANDARD"; must be an amd64 image for m7i.large, for example AL2023_x86_64_STANDARD',
    },
  },
  {
    title: "a group of two architectures",
    changes: { "dataPlane.0.instanceTypes": ["m7i.large", "m7g.large"] },
    problems: {
      "eks-platform:dataPlane[0].instanceTypes":
        'is ["m7i.large", "m7g.large"]; must be of one architecture: m7g.large is arm64, m7i.large is amd64; make two groups',
    },
  },
  {
    title: "an instance type twice",
    changes: { "dataPlane.0.instanceTypes": ["m7i.large", "m7i.large"] },
    problems: { "eks-platform:dataPlane[0].instanceTypes[1]": 'is "m7i.large"; must be listed once' },
  },
  {
    title: "Amazon Linux 2",
    changes: { "dataPlane.0.amiType": "AL2_x86_64" },
    problems: {
      "eks-platform:dataPlane[0].amiType":
        'is "AL2_x86_64"; must be one of AL2023_x86_64_STANDARD, AL2023_ARM_64_STANDARD, AL2023_x86_64_NVIDIA, AL2023_ARM_64_NVIDIA, AL2023_x86_64_NEURON, BOTTLEROCKET_x86_64, BOTTLEROCKET_ARM_64, BOTTLEROCKET_x86_64_NVIDIA, BOTTLEROCKET_ARM_64_NVIDIA',
    },
  },
  {
    title: "two groups of one name",
    changes: {
      dataPlane: [
        { name: "system", kind: "managed", instanceTypes: ["m7i.large"], scaling: { min: 2, max: 4 } },
        { name: "system", kind: "managed", instanceTypes: ["m7i.large"], scaling: { min: 2, max: 4 } },
      ],
    },
    problems: { "eks-platform:dataPlane[1].name": 'is "system"; must differ from the name of every other group' },
  },
  {
    title: "a label that Kubernetes keeps",
    changes: { "dataPlane.0.labels": { "node-role.kubernetes.io/worker": "" } },
    problems: {
      'eks-platform:dataPlane[0].labels["node-role.kubernetes.io/worker"]':
        'is "node-role.kubernetes.io/worker"; must not use a prefix that Kubernetes and EKS reserve: kubernetes.io, k8s.io, eks.amazonaws.com',
    },
  },
  {
    title: "a taint effect in EKS's spelling",
    changes: { "dataPlane.0.taints": [{ key: "dedicated", value: "gpu", effect: "NO_SCHEDULE" }] },
    problems: {
      "eks-platform:dataPlane[0].taints[0].effect":
        'is "NO_SCHEDULE"; must be one of NoSchedule, NoExecute, PreferNoSchedule; did you mean NoSchedule?',
    },
  },
  {
    title: "31 managed node groups",
    changes: {
      "dataPlane.1": { ...group("zonal"), perZone: true },
      ...Object.fromEntries(
        Array.from({ length: 28 }, (_, index) => [`dataPlane.${index + 2}`, group(`group-${index}`)]),
      ),
    },
    problems: {
      "eks-platform:dataPlane[29]":
        "is managed node group number 31 (a group with perZone counts once a zone): EKS allows 30 in a cluster; merge groups, or make some self-managed",
    },
  },
  {
    title: "11 Fargate profiles",
    changes: Object.fromEntries(
      Array.from({ length: 11 }, (_, index) => [
        `dataPlane.${index + 1}`,
        { name: `profile-${index}`, kind: "fargate", selectors: [{ namespace: `team-${index}` }] },
      ]),
    ),
    problems: {
      "eks-platform:dataPlane[11]":
        "is Fargate profile number 11: EKS allows 10 in a cluster; a profile takes up to 5 selectors",
    },
  },
  {
    title: "both ways to limit an update",
    changes: { "dataPlane.0.update": { maxUnavailable: 1, maxUnavailablePercentage: 33 } },
    problems: {
      "eks-platform:dataPlane[0].update": "must set exactly one of maxUnavailable and maxUnavailablePercentage",
    },
  },
];
