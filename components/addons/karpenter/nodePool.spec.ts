import { z } from "zod";
import { labelKey, labelValue } from "../../dataPlane/nodes/labels";
import { instanceTypes, taint } from "../../dataPlane/nodes/spec";
import { repeated } from "../../spec/lists";
import { wholeNumber } from "../../spec/values";

const duration = z.string().regex(/^(?:(?:\d+[smh])+|Never)$/, {
  error: "must be a duration in s, m or h, for example 30s or 720h, or Never",
});

const some = <Value extends z.ZodType<string>>(value: Value) =>
  z
    .array(value)
    .min(1, { error: "must include at least one" })
    .superRefine((values, context) => {
      for (const index of repeated(values)) {
        context.addIssue({ code: "custom", path: [index], message: "must be listed once" });
      }
    });

/** What Karpenter may start for pods that find no room. */
export const nodePool = z
  .strictObject({
    instanceTypes: instanceTypes.optional().meta({
      description:
        "Instance types to choose from. Default: those of instanceCategories, from generation 5 on, with 2 vCPUs or more.",
    }),
    instanceCategories: some(z.string().regex(/^[a-z]{1,6}$/, { error: "must be letters, for example m" }))
      .optional()
      .meta({
        description:
          "Categories of instance types to choose from, by the letters before the generation. Default: [c, m, r], or none with instanceTypes.",
      }),
    architectures: some(z.enum(["amd64", "arm64"]))
      .default(["amd64"])
      .meta({ description: "Architectures of the nodes." }),
    capacityTypes: some(z.enum(["on-demand", "spot"]))
      .default(["on-demand"])
      .meta({ description: "How instances are bought; spot first where both are allowed." }),
    amiFamily: z.enum(["al2023", "bottlerocket"]).default("al2023").meta({
      description: "Image of the nodes, whose release is that of versions.nodes.",
    }),
    diskSizeGiB: wholeNumber(20, 16384).default(50).meta({
      description: "Volume for images and pods of a node (gp3, encrypted), GiB.",
    }),
    maxPods: wholeNumber(4, 737).optional().meta({
      description:
        "Pods a node may run; 110 is usual with addons.vpc-cni.prefixDelegation. Default: as many as its interfaces have single addresses for.",
    }),
    labels: z.record(labelKey, labelValue).default({}).meta({ description: "Kubernetes labels of the nodes." }),
    taints: z.array(taint).max(50).default([]).meta({ description: "Kubernetes taints of the nodes." }),
    limits: z
      .strictObject({
        cpu: wholeNumber(1, 100_000)
          .default(100)
          .meta({ description: "vCPUs of all nodes of the pool together, after which it starts no further one." }),
        memoryGiB: wholeNumber(1, 1_000_000)
          .optional()
          .meta({ description: "Memory of all nodes of the pool together, GiB. Default: no limit of its own." }),
      })
      .prefault({})
      .meta({ description: "How large the pool may grow." }),
    weight: wholeNumber(1, 100).optional().meta({
      description: "Pools of a higher weight are asked first. Default: the lowest.",
    }),
    consolidateAfter: duration.default("1m").meta({
      description:
        "How long no pod comes or goes before a node may be emptied for a cheaper place. https://karpenter.sh/docs/concepts/disruption/#consolidation",
    }),
    expireAfter: duration.default("720h").meta({
      description: "Age at which a node is replaced. https://karpenter.sh/docs/concepts/disruption/#expiration",
    }),
  })
  .superRefine(({ instanceTypes, instanceCategories }, context) => {
    if (instanceTypes === undefined || instanceCategories === undefined) return;
    context.addIssue({ code: "custom", path: ["instanceCategories"], message: "must be left out with instanceTypes" });
  });

export type NodePoolSettings = z.output<typeof nodePool>;
