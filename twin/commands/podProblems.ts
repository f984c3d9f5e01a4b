import { ApiServer } from "../apiServer/apiServer";
import type { V1Pod } from "../aws/eks/kubernetes/types";

/** What keeps pods from running, a line each: in the scheduler's words, or those of their containers. */
export async function podProblems(kubeconfig: string): Promise<string[]> {
  const cluster = new ApiServer(kubeconfig);
  try {
    const pods = await cluster.list<V1Pod>("v1", "Pod");
    return pods.flatMap((pod) => {
      const problem = problemOf(pod);
      return problem === undefined ? [] : [`${pod.metadata?.namespace}/${pod.metadata?.name}: ${problem}`];
    });
  } finally {
    cluster.close();
  }
}

function problemOf({ status }: V1Pod): string | undefined {
  const scheduled = status?.conditions?.find(({ type }) => type === "PodScheduled");
  if (scheduled?.status === "False") return scheduled.message ?? scheduled.reason;
  const waiting = (status?.containerStatuses ?? []).flatMap(({ state }) => state?.waiting ?? []);
  // Every container is created once; the other reasons are failures.
  const failed = waiting.find(({ reason }) => reason !== "ContainerCreating" && reason !== "PodInitializing");
  return failed && [failed.reason, failed.message].filter(Boolean).join(": ");
}
