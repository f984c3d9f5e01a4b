import { z } from "zod";
import { autoMode } from "./auto";
import { fargateProfile } from "./fargate";
import { managedGroup } from "./managed";
import { selfManagedGroup } from "./selfManaged";

const group = z.discriminatedUnion("kind", [managedGroup, selfManagedGroup, fargateProfile, autoMode], {
  error: "must be managed, self-managed, fargate or auto",
});

export const dataPlane = z
  .array(group)
  .min(1, { error: "must hold at least one group: without nodes no pod runs" })
  .meta({ description: "What pods run on: a list of groups, each of a kind." });

export type DataPlane = z.infer<typeof dataPlane>;
export type Group = DataPlane[number];
export type ManagedGroup = z.infer<typeof managedGroup>;
export type SelfManagedGroup = z.infer<typeof selfManagedGroup>;
/** A group of EC2 instances. */
export type NodeGroup = ManagedGroup | SelfManagedGroup;
export type FargateProfile = z.infer<typeof fargateProfile>;
export type AutoMode = z.infer<typeof autoMode>;

export const isNodeGroup = (group: Group): group is NodeGroup =>
  group.kind === "managed" || group.kind === "self-managed";
export const isFargateProfile = (group: Group): group is FargateProfile => group.kind === "fargate";
export const isAutoMode = (group: Group): group is AutoMode => group.kind === "auto";
