import type { KubernetesMinor, Progress } from "../toolchain";
import { printedProgress } from "../toolchain/progress";

/**
 * The minors whose control plane an operation will run.
 *
 * @param running the minor of the cluster that is there
 * @param wanted the minor of the stack file
 * @param updates whether the operation may create the cluster, or change its minor
 */
export function neededMinors(
  running: KubernetesMinor | undefined,
  wanted: KubernetesMinor,
  updates: boolean,
): KubernetesMinor[] {
  const minors = [running, updates ? wanted : undefined].filter((minor) => minor !== undefined);
  return [...new Set(minors)];
}

/** Shows progress in place on a terminal, else as lines. */
export function toolProgress(show: (line: string) => void): Progress {
  return process.stdout.isTTY ? (tool, message) => show(`${tool}: ${message}`) : printedProgress(show);
}
