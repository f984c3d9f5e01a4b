import { z } from "zod";
import { repeated } from "../../spec/lists";
import { wholeNumber } from "../../spec/values";
import { amiType, nodeFields } from "../nodes/spec";

export const selfManagedGroup = z
  .strictObject({
    kind: z.literal("self-managed").meta({
      description:
        "Auto Scaling group of your own, for what a managed group can't do. https://docs.aws.amazon.com/eks/latest/userguide/worker.html",
    }),
    ...nodeFields,
    amiType: amiType([
      "AL2023_x86_64_STANDARD",
      "AL2023_ARM_64_STANDARD",
      "AL2023_x86_64_NVIDIA",
      "BOTTLEROCKET_x86_64",
      "BOTTLEROCKET_ARM_64",
      "BOTTLEROCKET_x86_64_NVIDIA",
      "BOTTLEROCKET_ARM_64_NVIDIA",
    ]).default("AL2023_x86_64_STANDARD"),
    onDemandBase: wholeNumber(0, 450).default(0).meta({
      description: "Nodes of a spot group that are on-demand all the same, the first ones.",
    }),
    instanceRefresh: z
      .strictObject({
        minHealthyPercentage: wholeNumber(0, 100).meta({
          description: "Nodes that keep working while others are replaced, percent of the group.",
        }),
      })
      .default({ minHealthyPercentage: 90 })
      .meta({
        description:
          "How a changed group replaces its nodes. https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-instance-refresh.html",
      }),
    securityGroupIds: z
      .array(
        z.string().regex(/^sg-[0-9a-f]{8,17}$/, {
          error: "must be the id of a security group, for example sg-0123456789abcdef0",
        }),
      )
      .max(4, { error: "must include at most 4: an interface takes 5, and one is the platform's" })
      .default([])
      .meta({ description: "Security groups of the nodes besides the platform's own." }),
  })
  .superRefine(({ capacityType, onDemandBase, scaling, taints }, context) => {
    const refuse = (path: (string | number)[], message: string) => context.addIssue({ code: "custom", path, message });
    if (capacityType === "on-demand" && onDemandBase > 0) {
      refuse(["onDemandBase"], "must be 0 with capacityType on-demand");
    } else if (onDemandBase > scaling.max) {
      refuse(["onDemandBase"], `must not be more than scaling.max (${scaling.max})`);
    }
    for (const index of repeated(taints.map(({ key }) => key))) {
      refuse(["taints", index, "key"], "must differ from the key of every other taint of a self-managed group");
    }
  });

export type SelfManagedSettings = z.output<typeof selfManagedGroup>;
