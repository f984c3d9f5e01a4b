import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { writeWhole } from "../../writeWhole";
import type { ControlPlaneFiles } from "../files";
import type { Requirement } from "./stage";

/** What the pods of a workload can be made to do, and what is seen of it. */
export const podFailures = {
  crash: "containers exit with 1: CrashLoopBackOff, and Failed pods where the restart policy is Never",
  "oom-killed": "the same with 137 and OOMKilled",
  "image-pull": "new pods can't pull their images: ImagePullBackOff",
  "not-ready": "containers run, but their pods are not Ready",
} as const;

export type PodFailure = keyof typeof podFailures;

export const podFailureNames = Object.keys(podFailures) as PodFailure[];

/** Failures by workload: `hello` in any namespace, or `shop/hello`. */
export type FailingWorkloads = Readonly<Record<string, PodFailure>>;

const schema = z.record(z.string(), z.enum(podFailureNames));

export function readFailingWorkloads(files: ControlPlaneFiles): FailingWorkloads {
  if (!existsSync(files.failingWorkloads)) return {};
  return schema.parse(JSON.parse(readFileSync(files.failingWorkloads, "utf8")));
}

export function writeFailingWorkloads(files: ControlPlaneFiles, workloads: FailingWorkloads): void {
  writeWhole(files.failingWorkloads, workloads);
}

/**
 * jq for the names by which a pod's workload may be given. A Deployment's pods belong to a ReplicaSet, whose name ends with the hash of the template; those of a CronJob to
 * a Job, whose name ends with the minute.
 */
const workloadNames = [
  ".metadata | . as $pod",
  '(.ownerReferences[0].name // .name) | rtrimstr("-" + ($pod.labels["pod-template-hash"] // "")) | sub("-[0-9]{8}$"; "")',
  '., ($pod.namespace + "/" + .)',
].join(" | ");

/** Whether (`In`) or not (`NotIn`) the pod is of a workload that fails in one of these ways. */
export function failsWith(
  failing: FailingWorkloads,
  failures: readonly PodFailure[],
  operator: "In" | "NotIn",
): Requirement[] {
  const values = Object.keys(failing).filter((workload) => failures.some((failure) => failing[workload] === failure));
  // kwok wants values; without one nothing is excluded.
  return values.length === 0 && operator === "NotIn" ? [] : [{ key: workloadNames, operator, values }];
}
