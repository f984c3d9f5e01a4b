import { z } from "zod";
import { wholeNumber } from "../../spec/values";
import { amiType, nodeFields } from "../nodes/spec";

const update = z
  .strictObject({
    maxUnavailable: wholeNumber(1, 100).optional().meta({ description: "Nodes replaced at a time, 1 to 100." }),
    maxUnavailablePercentage: wholeNumber(1, 100).optional().meta({
      description: "The same as a percentage of the group, 1 to 100.",
    }),
    strategy: z.enum(["default", "minimal"]).default("default").meta({
      description: "Whether new nodes come before old ones go (default), or after: no surge, less room (minimal).",
    }),
  })
  .refine((value) => (value.maxUnavailable === undefined) !== (value.maxUnavailablePercentage === undefined), {
    error: "must set exactly one of maxUnavailable and maxUnavailablePercentage",
  });

export const managedGroup = z.strictObject({
  kind: z.literal("managed").meta({
    description: "EKS managed node group. https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html",
  }),
  ...nodeFields,
  amiType: amiType([
    "AL2023_x86_64_STANDARD",
    "AL2023_ARM_64_STANDARD",
    "AL2023_x86_64_NVIDIA",
    "AL2023_ARM_64_NVIDIA",
    "AL2023_x86_64_NEURON",
    "BOTTLEROCKET_x86_64",
    "BOTTLEROCKET_ARM_64",
    "BOTTLEROCKET_x86_64_NVIDIA",
    "BOTTLEROCKET_ARM_64_NVIDIA",
  ]).default("AL2023_x86_64_STANDARD"),
  update: update.default({ maxUnavailable: 1, strategy: "default" }).meta({
    description:
      "How many nodes an update takes away at once. https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html",
  }),
  nodeRepair: z.boolean().default(true).meta({
    description:
      "Lets EKS replace nodes that stay unhealthy. https://docs.aws.amazon.com/eks/latest/userguide/node-health.html",
  }),
});

export type ManagedSettings = z.output<typeof managedGroup>;
