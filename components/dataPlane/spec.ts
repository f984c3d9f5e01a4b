import { z } from "zod";
import { autoMode, type AutoModeSettings } from "./auto/spec";
import { fargateProfile, type FargateSettings } from "./fargate/spec";
import { managedGroup, type ManagedSettings } from "./managed/spec";
import { selfManagedGroup, type SelfManagedSettings } from "./selfManaged/spec";

const group = z.discriminatedUnion("kind", [managedGroup, selfManagedGroup, fargateProfile, autoMode], {
  error: "must be managed, self-managed, fargate or auto",
});

export const dataPlane = z
  .array(group)
  .min(1, { error: "must include at least one group: without nodes no pod runs" })
  .meta({ description: "What pods run on: a list of groups, each of a kind." });

/** The groups of an environment as their component takes them. */
export type DataPlane = z.output<typeof dataPlane>;
export type Group = DataPlane[number];
/** A group of EC2 instances. */
export type NodeGroup = ManagedSettings | SelfManagedSettings;

export const isNodeGroup = (group: Group): group is NodeGroup =>
  group.kind === "managed" || group.kind === "self-managed";
export const isFargateProfile = (group: Group): group is FargateSettings => group.kind === "fargate";
export const isAutoMode = (group: Group): group is AutoModeSettings => group.kind === "auto";
