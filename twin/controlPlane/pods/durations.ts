import table from "./pod-durations.json";

/** Seconds, from and to. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export type PodStep = "start" | "initContainer" | "ready" | "job" | "stop" | "crash" | "backOff";

export type PodDurations = Readonly<Record<PodStep, Range>>;

/** How long pods take; where the figures come from stands in pod-durations.json. */
export const realisticDurations: PodDurations = table;

const none: Range = { from: 0, to: 0 };

/** Pods are Ready and gone at once, whatever their probes and hooks say; only a container that fails waits a second, so that its restarts can be seen. */
export const instantDurations: PodDurations = {
  start: none,
  initContainer: none,
  ready: none,
  job: none,
  stop: none,
  crash: none,
  backOff: { from: 1, to: 1 },
};
