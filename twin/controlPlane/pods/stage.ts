import type { Range } from "./durations";

/** https://kwok.sigs.k8s.io/docs/generated/apis/#kwok.x-k8s.io/v1alpha1.Stage */
export interface Stage {
  readonly apiVersion: "kwok.x-k8s.io/v1alpha1";
  readonly kind: "Stage";
  readonly metadata: { readonly name: string };
  readonly spec: object;
}

/** A jq expression over the object, and what one of its values must be. */
export interface Requirement {
  readonly key: string;
  readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
  readonly values?: readonly string[];
}

/** jq expressions for the least and the most seconds. */
export interface Delay {
  readonly from: string;
  readonly to: string;
}

export interface PodStageDetails {
  readonly when: readonly Requirement[];
  /** None unless given. */
  readonly delay?: Delay;
  readonly event?: { readonly type: "Normal" | "Warning"; readonly reason: string; readonly message: string };
  /** Template of what is changed in the status. */
  readonly status?: string;
  readonly delete?: boolean;
}

export function podStage(name: string, { when, delay, event, status, delete: isDeleted }: PodStageDetails): Stage {
  return {
    apiVersion: "kwok.x-k8s.io/v1alpha1",
    kind: "Stage",
    metadata: { name },
    spec: {
      resourceRef: { apiGroup: "v1", kind: "Pod" },
      selector: { matchExpressions: when },
      ...(delay && { delay: { durationFrom: duration(delay.from), jitterDurationFrom: duration(delay.to) } }),
      next: {
        ...(event && { event }),
        ...(status !== undefined && { statusTemplate: status }),
        ...(isDeleted && { delete: true }),
      },
    },
  };
}

/** A duration as Go reads it, `1.5s`. */
function duration(seconds: string) {
  return { jq: { expression: `${seconds} | tostring + "s"` } };
}

/** The range, after what a jq expression says in seconds. */
export function between({ from, to }: Range, after = "0"): Delay {
  return { from: `(${after}) + ${from}`, to: `(${after}) + ${to}` };
}

export const isKept: Requirement = { key: ".metadata.deletionTimestamp", operator: "DoesNotExist" };
export const isDeleted: Requirement = { key: ".metadata.deletionTimestamp", operator: "Exists" };

export const isSeen: Requirement = { key: ".status.startTime", operator: "Exists" };
export const isUnseen: Requirement = { key: ".status.startTime", operator: "DoesNotExist" };

export const isPending: Requirement = { key: ".status.phase", operator: "In", values: ["Pending"] };
export const isRunning: Requirement = { key: ".status.phase", operator: "In", values: ["Running"] };
export const runsContainers: Requirement = { key: ".status.containerStatuses[].state.running", operator: "Exists" };

const ready = '.status.conditions[] | select(.type == "Ready") | .status';
export const isReady: Requirement = { key: ready, operator: "In", values: ["True"] };
export const isUnready: Requirement = { key: ready, operator: "NotIn", values: ["True"] };

export const isOfJob: Requirement = { key: ".metadata.ownerReferences[].kind", operator: "In", values: ["Job"] };

export function isWaitingFor(reason: string): Requirement {
  return { key: ".status.containerStatuses[].state.waiting.reason", operator: "In", values: [reason] };
}

export function not(requirement: Requirement): Requirement {
  return { ...requirement, operator: "NotIn" };
}
