import { z } from "zod";
import { lowerCaseName, wholeNumber } from "../../spec/values";
import { nodePool } from "./nodePool.spec";

export const karpenterSettings = z.strictObject({
  replicas: wholeNumber(1, 3).default(2).meta({
    description: "Pods of Karpenter, each on a node of a group; one of them works.",
  }),
  nodePools: z
    .record(lowerCaseName(40), nodePool)
    .refine((pools) => Object.keys(pools).length > 0, { error: "must have at least one pool" })
    .prefault({ general: {} })
    .meta({ description: "What it may start, by name. https://karpenter.sh/docs/concepts/nodepools/" }),
});

export type KarpenterSettings = z.output<typeof karpenterSettings>;
