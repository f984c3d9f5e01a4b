import type { Properties } from "../../provider/values";
import { conditionOf, displayName, itemsAt, type KubernetesObject, numberAt, objectAt, textAt } from "../objects";
import { type Awaiter, isReady, notReady, type Readiness } from "./readiness";

export const pod: Awaiter = {
  needs: [],
  readiness(object) {
    if (textAt(object, "status", "phase") === "Succeeded") return isReady;
    const steps = [
      { type: "PodScheduled", verb: "scheduled" },
      { type: "Initialized", verb: "initialized" },
      { type: "Ready", verb: "ready" },
    ];
    const missing = steps.find(({ type }) => conditionOf(object, type)?.["status"] !== "True");
    if (!missing) return isReady;
    return withScheduling(
      [object],
      notReady(podProblems(object), `Waiting for Pod "${displayName(object)}" to be ${missing.verb}`),
    );
  },
};

/** Notes on the readiness whether one of the pods waits for a node in vain. */
export function withScheduling(pods: readonly KubernetesObject[], readiness: Readiness): Readiness {
  const unschedulable = pods.some((object) => conditionOf(object, "PodScheduled")?.["reason"] === "Unschedulable");
  return unschedulable ? { ...readiness, unschedulable } : readiness;
}

/** What keeps a pod from being ready, in the words of the scheduler and of the kubelet. */
export function podProblems(object: KubernetesObject): string[] {
  if (textAt(object, "status", "phase") === "Succeeded") return [];
  const unmet = ["PodScheduled", "Initialized", "Ready"]
    .map((type) => conditionOf(object, type))
    .filter((condition) => condition !== undefined && condition["status"] !== "True");
  const containers = ["initContainerStatuses", "containerStatuses"].flatMap((list) => itemsAt(object, "status", list));
  const words = [...unmet.map((condition) => textAt(condition, "message")), ...containers.flatMap(containerProblems)];
  return [...new Set(words.filter((text) => text !== ""))].map((text) => `[Pod ${displayName(object)}]: ${text}`);
}

function containerProblems(status: Properties): string[] {
  if (status["ready"] === true) return [];
  const waiting = objectAt(status, "state", "waiting");
  const terminated = objectAt(status, "state", "terminated");
  const last = objectAt(status, "lastState", "terminated");
  const name = textAt(status, "name");
  const problems: string[] = [];
  const waitingReason = textAt(waiting, "reason");
  if (waitingReason && !["ContainerCreating", "PodInitializing"].includes(waitingReason)) {
    problems.push(`[${waitingReason}] ${textAt(waiting, "message")}`.trim());
  }
  if (textAt(terminated, "reason") && numberAt(terminated, "exitCode") !== 0) {
    const message = textAt(terminated, "message");
    problems.push(
      message
        ? `[${textAt(terminated, "reason")}] ${message}`
        : `container "${name}" completed with exit code ${numberAt(terminated, "exitCode")}`,
    );
  }
  if (textAt(last, "reason")) {
    const when = `${textAt(last, "finishedAt")} (${textAt(last, "reason")}: exit code ${numberAt(last, "exitCode")})`;
    problems.push(
      `container "${name}" terminated at ${when}${textAt(last, "message") && `: ${textAt(last, "message")}`}`,
    );
  }
  return problems;
}

/** The problems of many pods, each text once, however many of them have it. */
export function problemsOf(pods: readonly KubernetesObject[]): string[] {
  const seen = new Set<string>();
  return pods.flatMap(podProblems).filter((problem) => {
    const text = problem.slice(problem.indexOf("]: "));
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}
