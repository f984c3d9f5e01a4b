import type { types } from "@pulumi/kubernetes";
import type { Exposure } from "../../exposure/spec";
import type { Pod } from "./pod";
import type { Service } from "./service";

/** What runs pods, kind by kind. All take the same pod. */

/** A number of pods, or bounds between which an autoscaler keeps it: never both. */
export type Scale =
  | { readonly replicas: number }
  | {
      readonly min: number;
      readonly max: number;
      /** Percentage of the CPU requested, on average. One of `cpu` and `memory` at least. */
      readonly cpu?: number;
      /** The same of memory. */
      readonly memory?: number;
      /**
       * By how much the average may miss its target before pods come or go, for example 0.05.
       * @default 0.1
       */
      readonly tolerance?: number;
    };

export type Changes<Args> = (args: Args) => Args;

/** The last word on what is made, for whatever Kubernetes has and the model lacks. */
interface Transforms {
  readonly serviceAccount?: Changes<types.input.core.v1.ServiceAccount>;
  readonly service?: Changes<types.input.core.v1.Service>;
  readonly disruptionBudget?: Changes<types.input.policy.v1.PodDisruptionBudget>;
  readonly autoscaler?: Changes<types.input.autoscaling.v2.HorizontalPodAutoscaler>;
}

/** Pods that serve all the time. */
interface Serving extends Pod {
  /**
   * The Service in front of its ports; `false` for none.
   * @default ClusterIP, where a container has ports
   */
  readonly service?: Service | false;
}

interface Replicated extends Serving {
  readonly scale: Scale;
  /**
   * Pods that a drain may take at once, as a number or a percentage. Pods that are not ready never block it.
   * @default 1
   */
  readonly maxUnavailable?: number | `${number}%`;
  /** Makes its port `http` reachable from outside the cluster. @default inside only */
  readonly expose?: Exposure;
}

export interface Deployment extends Replicated {
  /**
   * How new pods take the place of old ones. `recreate`: old ones end first, with an outage.
   * @default one more at a time, never one less
   */
  readonly rollout?:
    "recreate" | { readonly maxSurge?: number | `${number}%`; readonly maxUnavailable?: number | `${number}%` };
  /** Seconds without progress after which a roll-out has failed. @default 600 */
  readonly progressDeadlineSeconds?: number;
  /** Old versions that are kept, to go back to. @default 10 */
  readonly revisionHistoryLimit?: number;
  readonly transform?: Transforms & { readonly deployment?: Changes<types.input.apps.v1.Deployment> };
}

export interface StatefulSet extends Replicated {
  /**
   * Whether each pod waits until the one before it is ready.
   * @default true
   */
  readonly ordered?: boolean;
  /**
   * Number of the first pod that a roll-out changes: those before it keep the old version.
   * @default 0
   */
  readonly partition?: number;
  /**
   * Whether volumes stay when the StatefulSet is deleted, or has fewer replicas.
   * @default both true
   */
  readonly keepVolumes?: { readonly whenDeleted?: boolean; readonly whenScaled?: boolean };
  readonly transform?: Transforms & { readonly statefulSet?: Changes<types.input.apps.v1.StatefulSet> };
}

/** A pod on every node that may run it. */
export interface DaemonSet extends Serving {
  /** Nodes whose pod a roll-out takes at once. @default 1 */
  readonly maxUnavailable?: number | `${number}%`;
  readonly transform?: Transforms & { readonly daemonSet?: Changes<types.input.apps.v1.DaemonSet> };
}

/** Pods that run to their end. */
export interface Job extends Pod {
  /** Pods that must succeed. @default 1 */
  readonly completions?: number;
  /** Pods at once. @default 1 */
  readonly parallelism?: number;
  /** Whether each pod gets a number, in JOB_COMPLETION_INDEX. @default false */
  readonly indexed?: boolean;
  /** With `indexed`: pods that are enough, by number (`0-2`) or as a count. @default all */
  readonly success?: { readonly indexes?: string; readonly count?: number };
  /** Pods that may fail before the Job does. @default 6 */
  readonly backoffLimit?: number;
  /** Seconds after which the Job has failed. @default no limit */
  readonly activeDeadlineSeconds?: number;
  /**
   * Seconds until the ended Job is deleted. Pulumi then makes it again with the next change of the stack, and it runs again.
   * @default it stays
   */
  readonly ttlSecondsAfterFinished?: number;
  readonly transform?: Pick<Transforms, "serviceAccount"> & { readonly job?: Changes<types.input.batch.v1.Job> };
}

export interface CronJob extends Omit<Job, "transform"> {
  /** Five fields, or a word as `@daily`. https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax */
  readonly schedule: string;
  /** For example `Europe/Berlin`. @default Etc/UTC */
  readonly timeZone?: string;
  /** What happens when it is time again while a Job runs. @default Forbid */
  readonly concurrencyPolicy?: "Allow" | "Forbid" | "Replace";
  /** Seconds that a start may be late. @default no limit */
  readonly startingDeadlineSeconds?: number;
  /** Ended Jobs that are kept. @default 3 that succeeded, 1 that failed */
  readonly history?: { readonly successful?: number; readonly failed?: number };
  /** @default false */
  readonly suspend?: boolean;
  readonly transform?: Pick<Transforms, "serviceAccount"> & {
    readonly cronJob?: Changes<types.input.batch.v1.CronJob>;
  };
}

/** A pod that nothing starts again on another node. */
export interface SinglePod extends Serving {
  readonly restartPolicy?: "Always" | "OnFailure" | "Never";
  readonly transform?: Transforms & { readonly pod?: Changes<types.input.core.v1.Pod> };
}

export interface Kinds {
  readonly Deployment: Deployment;
  readonly StatefulSet: StatefulSet;
  readonly DaemonSet: DaemonSet;
  readonly Job: Job;
  readonly CronJob: CronJob;
  readonly Pod: SinglePod;
}

export type Kind = keyof Kinds;

/** What runs pods, of whichever kind. */
export type Workload = { readonly [Of in Kind]: { readonly kind: Of; readonly args: Kinds[Of] } }[Kind];

/** Pods that it has at its fullest. A DaemonSet has as many as there are nodes. */
export function mostPods(workload: Workload): number | undefined {
  switch (workload.kind) {
    case "Deployment":
    case "StatefulSet":
      return mostReplicas(workload.args.scale);
    case "DaemonSet":
      return undefined;
    case "Job":
    case "CronJob":
      return Math.min(workload.args.parallelism ?? 1, workload.args.completions ?? Infinity);
    case "Pod":
      return 1;
  }
}

export const leastReplicas = (scale: Scale): number => ("replicas" in scale ? scale.replicas : scale.min);
export const mostReplicas = (scale: Scale): number => ("replicas" in scale ? scale.replicas : scale.max);

/** A number of pods, or a percentage of so many. */
export const share = (part: number | `${number}%`, of: number, round: (value: number) => number): number =>
  typeof part === "number" ? part : round((Number.parseFloat(part) / 100) * of);
