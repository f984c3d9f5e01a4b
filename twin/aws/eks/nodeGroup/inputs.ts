import type { V1Taint } from "../kubernetes/types";
import { z } from "zod";
import type { Properties } from "../../../provider/values";
import { known } from "../../generic";
import { NODE_GROUP } from "../context";

const nodeGroupInputs = z.looseObject({
  clusterName: z.string(),
  nodeGroupName: z.string(),
  nodeRoleArn: z.string(),
  subnetIds: z.array(z.string()),
  scalingConfig: z.looseObject({ minSize: z.number(), desiredSize: z.number(), maxSize: z.number() }),
  amiType: z.string(),
  capacityType: z.enum(["ON_DEMAND", "SPOT"]),
  instanceTypes: z.array(z.string()),
  labels: z.record(z.string(), z.string()).default({}),
  launchTemplate: z.looseObject({ id: z.string(), version: z.string() }),
  releaseVersion: z.string(),
  taints: z.array(z.looseObject({ key: z.string(), value: z.string().optional(), effect: z.string() })).default([]),
  updateConfig: z.looseObject({
    maxUnavailable: z.number().optional(),
    maxUnavailablePercentage: z.number().optional(),
    updateStrategy: z.string(),
  }),
  version: z.string(),
});

/** The inputs of a node group as far as a rule or an effect reads them. */
export type NodeGroupInputs = z.infer<typeof nodeGroupInputs>;

export function parseNodeGroupInputs(inputs: Properties): NodeGroupInputs {
  return known(nodeGroupInputs, NODE_GROUP, inputs);
}

const TAINT_EFFECTS: Readonly<Record<string, string>> = {
  NO_SCHEDULE: "NoSchedule",
  NO_EXECUTE: "NoExecute",
  PREFER_NO_SCHEDULE: "PreferNoSchedule",
};

/** The group's taints in the words of Kubernetes. */
export function nodeTaints({ taints }: NodeGroupInputs): V1Taint[] {
  return taints.map(({ key, value, effect }) => ({
    key,
    ...(value !== undefined && { value }),
    effect: TAINT_EFFECTS[effect] ?? effect,
  }));
}
