import { instantDurations, realisticDurations } from "./durations";
import { failingStages } from "./failing";
import type { FailingWorkloads } from "./failures";
import { lifecycleStages } from "./lifecycle";
import type { Stage } from "./stage";

export {
  type FailingWorkloads,
  type PodFailure,
  podFailureNames,
  podFailures,
  readFailingWorkloads,
  writeFailingWorkloads,
} from "./failures";
export type { Stage } from "./stage";

export interface PodBehaviour {
  /** Whether pods take no time. */
  readonly instant: boolean;
  readonly failing: FailingWorkloads;
}

/** How pods behave. */
export function podStages({ instant, failing }: PodBehaviour): Stage[] {
  const durations = instant ? instantDurations : realisticDurations;
  return [...lifecycleStages(durations, failing), ...failingStages(durations, failing)];
}
