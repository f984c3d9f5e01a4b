import { z } from "zod";
import { lowerCaseName, wholeNumber } from "./values";

/** AMI types of managed groups whose releases carry AL2023's version numbers, so that one pin serves all. */
export const amiTypes = [
  "AL2023_x86_64_STANDARD",
  "AL2023_ARM_64_STANDARD",
  "AL2023_x86_64_NVIDIA",
  "AL2023_ARM_64_NVIDIA",
  "AL2023_x86_64_NEURON",
] as const;

/** Kubernetes keeps these prefixes for itself and EKS refuses them. */
const reservedKey = /(?:^|\.)(?:kubernetes\.io|k8s\.io|eks\.amazonaws\.com)\//;

const labelKey = z
  .string()
  .regex(/^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\/)?[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?$/, {
    error: "must be a Kubernetes label key, such as team or example.com/team",
  })
  .refine((key) => !reservedKey.test(key), {
    error: "must not use a prefix that Kubernetes and EKS keep: kubernetes.io, k8s.io, eks.amazonaws.com",
  });

const labelValue = z.string().regex(/^(?:[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?)?$/, {
  error: "must be a Kubernetes label value: at most 63 letters, digits, hyphens, dots and underscores",
});

const scaling = z
  .strictObject({
    min: wholeNumber(0, 450).meta({ description: "Fewest nodes." }),
    desired: wholeNumber(0, 450).optional().meta({
      description: "Nodes at creation; left to the autoscaler from then on. Default: min.",
    }),
    max: wholeNumber(1, 450).meta({ description: "Most nodes. At most 450 a group." }),
  })
  .superRefine(({ min, desired, max }, context) => {
    const refuse = (key: string, message: string) => context.addIssue({ code: "custom", path: [key], message });
    if (min > max) refuse("min", `must not be more than max (${max})`);
    else if (desired !== undefined && desired < min) refuse("desired", `must not be less than min (${min})`);
    else if (desired !== undefined && desired > max) refuse("desired", `must not be more than max (${max})`);
  })
  .transform(({ min, desired = min, max }) => ({ min, desired, max }));

const taint = z.strictObject({
  key: labelKey.meta({ description: "Key of the taint." }),
  value: labelValue.optional().meta({ description: "Value of the taint. Default: none." }),
  effect: z.enum(["NoSchedule", "NoExecute", "PreferNoSchedule"]).meta({
    description:
      "What it does to pods without a toleration, in Kubernetes' spelling. https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/",
  }),
});

const update = z
  .strictObject({
    maxUnavailable: wholeNumber(1, 100).optional().meta({ description: "Nodes replaced at a time, 1 to 100." }),
    maxUnavailablePercentage: wholeNumber(1, 100).optional().meta({
      description: "The same as a percentage of the group, 1 to 100.",
    }),
  })
  .refine((value) => Object.keys(value).length === 1, {
    error: "must give exactly one of maxUnavailable and maxUnavailablePercentage",
  });

const managedGroup = z.strictObject({
  name: lowerCaseName(40).meta({
    description: "Name of the group, once in the data plane. Another name is another group.",
  }),
  kind: z.literal("managed").meta({
    description: "EKS managed node group. https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html",
  }),
  instanceTypes: z
    .array(z.string().regex(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, { error: "must be an instance type, such as m7i.large" }))
    .min(1, { error: "must name at least one instance type" })
    .max(20, { error: "must name at most 20 instance types" })
    .meta({
      description:
        "Instance types, most wanted first, all of one architecture. Several give spot groups more pools to draw from.",
    }),
  amiType: z.enum(amiTypes).default("AL2023_x86_64_STANDARD").meta({
    description:
      "Kind of image; its release is pinned in versions.nodes. Default: AL2023_x86_64_STANDARD. https://docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html",
  }),
  capacityType: z.enum(["on-demand", "spot"]).default("on-demand").meta({
    description: "How instances are bought. Default: on-demand.",
  }),
  scaling: scaling.meta({ description: "Size of the group, in nodes." }),
  diskSizeGiB: wholeNumber(20, 16384)
    .default(50)
    .meta({ description: "Root volume of a node (gp3, encrypted), GiB. Default: 50." }),
  labels: z
    .record(labelKey, labelValue)
    .default({})
    .meta({ description: "Kubernetes labels of the nodes. Default: {}." }),
  taints: z.array(taint).max(50).default([]).meta({ description: "Kubernetes taints of the nodes. Default: []." }),
  update: update.default({ maxUnavailable: 1 }).meta({
    description:
      "How many nodes an update takes away at once. Default: { maxUnavailable: 1 }. https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html",
  }),
});

export const nodeGroup = z.discriminatedUnion("kind", [managedGroup], {
  error: "must be managed, the one kind there is so far",
});

export const dataPlane = z
  .array(nodeGroup)
  .min(1, { error: "must hold at least one group: without nodes no pod runs" })
  .meta({ description: "What pods run on: a list of groups, each of a kind." });

export type ManagedGroup = z.infer<typeof managedGroup>;
export type NodeGroup = z.infer<typeof nodeGroup>;
export type DataPlane = z.infer<typeof dataPlane>;
