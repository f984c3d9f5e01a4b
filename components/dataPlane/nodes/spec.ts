import { z } from "zod";
import { lowerCaseName, wholeNumber } from "../../spec/values";
import { kubelet } from "./kubelet.spec";
import { labelKey, labelValue } from "./labels";

/** Fields that every group of EC2 instances has, managed or self-managed. */

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

export const taint = z.strictObject({
  key: labelKey.meta({ description: "Key of the taint." }),
  value: labelValue.optional().meta({ description: "Value of the taint. Default: none." }),
  effect: z.enum(["NoSchedule", "NoExecute", "PreferNoSchedule"]).meta({
    description:
      "What it does to pods without a toleration, in Kubernetes' spelling. https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/",
  }),
});

export const groupName = lowerCaseName(40).meta({
  description: "Name of the group, once in the data plane. Another name is another group.",
});

/** The kind of image, among those that a kind of group can start from. */
export const amiType = <Type extends string>(types: readonly [Type, ...Type[]]) =>
  z.enum(types).meta({
    description: `Kind of image; its release is pinned in versions.nodes. https://docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html`,
  });

export const instanceTypes = z
  .array(
    z.string().regex(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, { error: "must be an instance type, for example m7i.large" }),
  )
  .min(1, { error: "must name at least one instance type" })
  .max(20, { error: "must name at most 20 instance types" });

export const nodeFields = {
  name: groupName,
  instanceTypes: instanceTypes.meta({
    description:
      "Instance types, most wanted first, all of one architecture. Several give spot groups more pools to draw from.",
  }),
  capacityType: z.enum(["on-demand", "spot"]).default("on-demand").meta({
    description: "How instances are bought.",
  }),
  scaling: scaling.meta({ description: "Size of the group, in nodes; of each zone's group with perZone." }),
  perZone: z.boolean().default(false).meta({
    description:
      "Makes a group for each Availability Zone, so that the autoscaler can add a node where a pod's volume is.",
  }),
  diskSizeGiB: wholeNumber(20, 16384)
    .default(50)
    .meta({ description: "Volume for images and pods of a node (gp3, encrypted), GiB." }),
  labels: z.record(labelKey, labelValue).default({}).meta({ description: "Kubernetes labels of the nodes." }),
  taints: z.array(taint).max(50).default([]).meta({ description: "Kubernetes taints of the nodes." }),
  kubelet,
};

/** Fields that every group of EC2 instances has, as its component takes them. */
export type NodeSettings = z.output<z.ZodObject<typeof nodeFields>>;
export type Taint = z.output<typeof taint>;

/** What EC2 nodes run: Kubernetes minor, and the AMI release of each family of images in use. */
export interface NodeVersions {
  readonly kubernetes: string;
  readonly al2023?: string;
  readonly bottlerocket?: string;
}
