import { z } from "zod";
import type { KubernetesObject } from "../../aws/eks/kubernetes/types";

/** The fields of Karpenter's kinds that the twin reads. */

const metadata = z.looseObject({
  name: z.string(),
  uid: z.string().optional(),
  deletionTimestamp: z.unknown().optional(),
  finalizers: z.array(z.string()).default([]),
  labels: z.record(z.string(), z.string()).default({}),
});

const requirement = z.looseObject({ key: z.string(), operator: z.string(), values: z.array(z.string()).default([]) });

const taint = z.looseObject({
  key: z.string(),
  value: z.string().optional(),
  effect: z.enum(["NoSchedule", "PreferNoSchedule", "NoExecute"]),
});

const nodePool = z.looseObject({
  metadata,
  spec: z.looseObject({
    weight: z.number().default(0),
    limits: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
    disruption: z.looseObject({ consolidateAfter: z.string() }),
    template: z.looseObject({
      metadata: z.looseObject({ labels: z.record(z.string(), z.string()).default({}) }).prefault({}),
      spec: z.looseObject({
        nodeClassRef: z.looseObject({ name: z.string() }),
        requirements: z.array(requirement),
        taints: z.array(taint).default([]),
      }),
    }),
  }),
});

const nodeClass = z.looseObject({
  metadata,
  spec: z.looseObject({
    amiSelectorTerms: z.array(z.looseObject({ ssmParameter: z.string().optional() })),
    subnetSelectorTerms: z.array(
      z.looseObject({ id: z.string().optional(), tags: z.record(z.string(), z.string()).optional() }),
    ),
    securityGroupSelectorTerms: z.array(z.looseObject({ id: z.string().optional() })),
    blockDeviceMappings: z
      .array(z.looseObject({ ebs: z.looseObject({ volumeSize: z.string() }) }))
      .default([{ ebs: { volumeSize: "20Gi" } }]),
    kubelet: z.looseObject({ maxPods: z.number().optional() }).prefault({}),
  }),
});

const nodeClaim = z.looseObject({
  metadata,
  spec: z.looseObject({ nodeClassRef: z.looseObject({ name: z.string() }) }),
});

export type NodePoolObject = z.infer<typeof nodePool>;
export type NodeClass = z.infer<typeof nodeClass>;
export type NodeClaim = z.infer<typeof nodeClaim>;

export const parseNodePool = (object: KubernetesObject): NodePoolObject => nodePool.parse(object);
export const parseNodeClass = (object: KubernetesObject): NodeClass => nodeClass.parse(object);
export const parseNodeClaim = (object: KubernetesObject): NodeClaim => nodeClaim.parse(object);

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** Milliseconds of `1h30m`; `Never` takes for ever. */
export const milliseconds = (duration: string): number =>
  duration === "Never"
    ? Infinity
    : [...duration.matchAll(/(\d+)([smh])/g)].reduce(
        (sum, [, count, unit = ""]) => sum + Number(count) * (UNITS[unit] ?? 0),
        0,
      );
