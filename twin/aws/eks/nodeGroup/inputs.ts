import type { V1Taint } from "../kubernetes/types";
import { z } from "zod";
import type { Properties } from "../../../provider/values";

const launchTemplate = z.looseObject({
  id: z.string().optional(),
  name: z.string().optional(),
  version: z.union([z.string(), z.number()]).transform(String),
});

const taint = z.looseObject({ key: z.string(), value: z.string().optional(), effect: z.string() });

const updateConfig = z.looseObject({
  maxUnavailable: z.number().optional(),
  maxUnavailablePercentage: z.number().optional(),
  updateStrategy: z.string().optional(),
});

const nodeGroupInputs = z.looseObject({
  clusterName: z.string(),
  nodeGroupName: z.string(),
  nodeRoleArn: z.string(),
  subnetIds: z.array(z.string()),
  scalingConfig: z.looseObject({ minSize: z.number(), desiredSize: z.number(), maxSize: z.number() }),
  amiType: z.string().optional(),
  capacityType: z.string().optional(),
  diskSize: z.number().optional(),
  forceUpdateVersion: z.boolean().optional(),
  instanceTypes: z.array(z.string()).optional(),
  labels: z.record(z.string(), z.string()).optional(),
  launchTemplate: launchTemplate.optional(),
  releaseVersion: z.string().optional(),
  remoteAccess: z.looseObject({}).optional(),
  taints: z.array(taint).optional(),
  updateConfig: updateConfig.optional(),
  version: z.string().optional(),
});

/** The inputs of a node group as far as a rule or an effect reads them. */
export type NodeGroupInputs = z.infer<typeof nodeGroupInputs>;

export function parseNodeGroupInputs(inputs: Properties): NodeGroupInputs {
  return nodeGroupInputs.parse(inputs);
}

const TAINT_EFFECTS: Readonly<Record<string, string>> = {
  NO_SCHEDULE: "NoSchedule",
  NO_EXECUTE: "NoExecute",
  PREFER_NO_SCHEDULE: "PreferNoSchedule",
};

/** The group's taints in the words of Kubernetes. */
export function nodeTaints({ taints = [] }: NodeGroupInputs): V1Taint[] {
  return taints.map(({ key, value, effect }) => ({
    key,
    ...(value !== undefined && { value }),
    effect: TAINT_EFFECTS[effect] ?? effect,
  }));
}

/** How many nodes an update may take away at once: one by default. */
export function maxUnavailable({ updateConfig, scalingConfig }: NodeGroupInputs): number {
  if (updateConfig?.maxUnavailablePercentage !== undefined) {
    return Math.max(1, Math.floor((scalingConfig.desiredSize * updateConfig.maxUnavailablePercentage) / 100));
  }
  return updateConfig?.maxUnavailable ?? 1;
}
