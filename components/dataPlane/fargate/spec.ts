import { z } from "zod";
import { logRetentionDays } from "../../spec/values";
import { groupName } from "../nodes/spec";

const wildcards = "the wildcards * and ? are allowed";

const selector = z.strictObject({
  namespace: z
    .string()
    .regex(/^[a-z0-9*?](?:[a-z0-9*?-]{0,61}[a-z0-9*?])?$/, {
      error: `must be a namespace, for example payments or team-*; ${wildcards}`,
    })
    .meta({ description: `Namespace of the pods; ${wildcards}.` }),
  labels: z
    .record(
      z.string().regex(/^[\w.*?/-]{1,316}$/, { error: `must be a Kubernetes label key; ${wildcards}` }),
      z.string().regex(/^[\w.*?-]{0,63}$/, { error: `must be a Kubernetes label value; ${wildcards}` }),
    )
    .refine((labels) => Object.keys(labels).length <= 5, { error: "must include at most 5 labels" })
    .default({})
    .meta({ description: `Labels that the pods must all have; ${wildcards}.` }),
});

const logging = z.strictObject({
  retentionDays: logRetentionDays.meta({ description: "Days that CloudWatch keeps the logs." }),
  filters: z.string().optional().meta({ description: "Fluent Bit filters, as in filters.conf. Default: none." }),
  parsers: z.string().optional().meta({ description: "Fluent Bit parsers, as in parsers.conf. Default: none." }),
});

export const fargateProfile = z.strictObject({
  kind: z.literal("fargate").meta({
    description:
      "Fargate profile: each pod that it selects gets a machine of its own. https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html",
  }),
  name: groupName.refine((name) => !name.startsWith("eks-"), { error: "must not begin with eks-, which EKS reserves" }),
  selectors: z
    .array(selector)
    .min(1, { error: "must include at least one selector" })
    .max(5, { error: "must include at most 5 selectors: make another profile" })
    .meta({ description: "Pods that run on Fargate, 1 to 5 selectors: a pod needs to match one." }),
  logging: logging.optional().meta({
    description:
      "Logs of pods on Fargate, to CloudWatch. Fargate has one log router configuration for the whole cluster: write it in one profile, and it is for the pods of all. Default: none. https://docs.aws.amazon.com/eks/latest/userguide/fargate-logging.html",
  }),
});

export type FargateSettings = z.output<typeof fargateProfile>;
export type FargateLoggingSettings = z.output<typeof logging>;
