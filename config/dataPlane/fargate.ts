import { z } from "zod";
import { groupName } from "./nodes";

const wildcards = "the wildcards * and ? are allowed";

const selector = z.strictObject({
  namespace: z
    .string()
    .regex(/^[a-z0-9*?](?:[a-z0-9*?-]{0,61}[a-z0-9*?])?$/, {
      error: `must be a namespace, such as payments or team-*; ${wildcards}`,
    })
    .meta({ description: `Namespace of the pods; ${wildcards}.` }),
  labels: z
    .record(
      z.string().regex(/^[\w.*?/-]{1,316}$/, { error: `must be a Kubernetes label key; ${wildcards}` }),
      z.string().regex(/^[\w.*?-]{0,63}$/, { error: `must be a Kubernetes label value; ${wildcards}` }),
    )
    .refine((labels) => Object.keys(labels).length <= 5, { error: "must hold at most 5 labels" })
    .default({})
    .meta({ description: `Labels that the pods must all have; ${wildcards}. Default: {}.` }),
});

export const fargateProfile = z.strictObject({
  kind: z.literal("fargate").meta({
    description:
      "Fargate profile: each pod that it selects gets a machine of its own. https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html",
  }),
  name: groupName.refine((name) => !name.startsWith("eks-"), { error: "must not begin with eks-, which EKS keeps" }),
  selectors: z
    .array(selector)
    .min(1, { error: "must hold at least one selector" })
    .max(5, { error: "must hold at most 5 selectors: make another profile" })
    .meta({ description: "Pods that run on Fargate, 1 to 5 selectors: a pod needs to match one." }),
});
