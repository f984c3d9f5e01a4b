import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Kinds of step, in the order in which an `up` takes most of them. */
export const STEP_KINDS = ["network and roles", "cluster", "access and add-ons", "nodes", "objects"] as const;

export type StepKind = (typeof STEP_KINDS)[number];

export interface EngineEvent {
  readonly resourcePreEvent?: { readonly metadata: { readonly op: string; readonly type: string } };
}

export function kindOf({ resourcePreEvent: event }: EngineEvent): StepKind | undefined {
  if (!event || event.metadata.op === "same") return undefined;
  const { type } = event.metadata;
  if (type.startsWith("kubernetes:")) return "objects";
  if (!type.startsWith("aws:")) return undefined;
  if (type === "aws:eks/cluster:Cluster") return "cluster";
  if (type === "aws:eks/nodeGroup:NodeGroup" || type === "aws:ec2/launchTemplate:LaunchTemplate") return "nodes";
  return type.startsWith("aws:eks/") ? "access and add-ons" : "network and roles";
}

/** Waits until the engine has begun this many steps of the kind. @returns whether it did, before the command ended */
export async function untilStep(eventLog: string, kind: StepKind, count: number, ended: AbortSignal): Promise<boolean> {
  while (!ended.aborted) {
    const lines = existsSync(eventLog) ? readFileSync(eventLog, "utf8").split("\n").slice(0, -1) : [];
    const begun = lines.filter((line) => kindOf(JSON.parse(line) as EngineEvent) === kind);
    if (begun.length >= count) return true;
    await sleep(20);
  }
  return false;
}
