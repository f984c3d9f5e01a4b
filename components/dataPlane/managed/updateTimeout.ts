import { nodesAtOnce } from "../../../capacity/nodesAtOnce";
import type { ManagedSettings } from "./spec";

/** One batch of nodes: EKS tries for 15 minutes to evict their pods, waits one more, and ends the instances. */
const MINUTES_A_BATCH = 20;
/** New nodes before the first batch may take 15 minutes, and the surplus after the last one as long. */
const MINUTES_AROUND = 30;
/** The provider's own. */
const MINUTES_AT_LEAST = 60;

/**
 * How long to wait for a change of the group: as long as EKS may take for all nodes that it can have. With less, the run fails while EKS goes on.
 *
 * @returns in the engine's form: `210m`
 * @see https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html
 */
export function updateTimeout({ scaling, update }: Pick<ManagedSettings, "scaling" | "update">): string {
  const batches = Math.ceil(scaling.max / nodesAtOnce(update, scaling.max));
  return `${Math.max(MINUTES_AT_LEAST, MINUTES_AROUND + batches * MINUTES_A_BATCH)}m`;
}
