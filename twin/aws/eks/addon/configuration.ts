import { z } from "zod";
import type { V1Affinity, V1Toleration } from "../kubernetes/types";

const texts = z.record(z.string(), z.string());

/** The keys to which the twin gives an effect, whichever add-on has them. */
const effective = z.object({
  replicaCount: z.number().optional(),
  replicas: z.number().optional(),
  autoScaling: z.strictObject({ enabled: z.boolean(), minReplicas: z.number(), maxReplicas: z.number() }).optional(),
  computeType: z.string().optional(),
  env: z.record(z.string(), z.string()).optional(),
  init: z.strictObject({ env: texts }).optional(),
  eniConfig: z
    .strictObject({
      create: z.literal(true),
      region: z.string(),
      subnets: z.record(z.string(), z.strictObject({ id: z.string() })),
    })
    .optional(),
  enableNetworkPolicy: z.string().optional(),
  controller: z.strictObject({ extraVolumeTags: texts.optional(), tags: texts.optional() }).optional(),
  tolerations: z.array(z.custom<V1Toleration>()).optional(),
  affinity: z.custom<V1Affinity>().optional(),
  config: z.strictObject({ inputs: z.string().optional(), outputs: z.string().optional() }).optional(),
  policy: z.string().optional(),
  sources: z.array(z.string()).optional(),
  txtOwnerId: z.string().optional(),
  domainFilters: z.array(z.string()).optional(),
  extraArgs: z.array(z.string()).optional(),
  containerLogs: z.strictObject({ enabled: z.boolean() }).optional(),
  // The manifest is without it.
  applicationSignals: z.strictObject({ enabled: z.literal(false) }).optional(),
});

export type AddonConfiguration = z.infer<typeof effective>;

export interface ParsedConfiguration {
  readonly values: AddonConfiguration;
  /** Keys that change nothing on the twin. */
  readonly withoutEffect: readonly string[];
}

/**
 * Reads an add-on's `configurationValues`, JSON. EKS compares them with a schema of the add-on's build.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/updating-an-add-on.html (aws eks describe-addon-configuration)
 */
export function parseConfiguration(text = "{}"): ParsedConfiguration {
  const given = z.looseObject({}).parse(JSON.parse(text));
  return {
    values: effective.parse(given),
    withoutEffect: Object.keys(given).filter((key) => !(key in effective.shape)),
  };
}
