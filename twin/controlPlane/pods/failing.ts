import type { PodDurations } from "./durations";
import { failsWith, type FailingWorkloads, type PodFailure, podFailureNames } from "./failures";
import {
  between,
  isKept,
  isPending,
  isReady,
  isRunning,
  isSeen,
  isWaitingFor,
  not,
  podStage,
  runsContainers,
} from "./stage";
import type { PodStageDetails, Stage } from "./stage";
import * as status from "./status";

/** What kwok does to pods of workloads that were made to fail. */
export function failingStages(durations: PodDurations, failing: FailingWorkloads): Stage[] {
  const present = podFailureNames.filter((failure) => Object.values(failing).includes(failure));
  return present.map((failure) => {
    const { when, ...details } = stages[failure](durations);
    return podStage(`pod-${failure}`, { when: [...when, ...failsWith(failing, [failure], "In")], ...details });
  });
}

const stages: Readonly<Record<PodFailure, (durations: PodDurations) => PodStageDetails>> = {
  crash: (durations) => ends(durations, 1, "Error"),
  "oom-killed": (durations) => ends(durations, 137, "OOMKilled"),
  "image-pull": ({ start }) => ({
    when: [isKept, isPending, isSeen, not(isWaitingFor("ImagePullBackOff"))],
    delay: between(start),
    event: { type: "Warning", reason: "Failed", message: "Error: ErrImagePull" },
    status: status.template(
      status.containers({
        state: status.waiting("ImagePullBackOff", `printf "Back-off pulling image %q: ErrImagePull: not found" .image`),
      }),
    ),
  }),
  "not-ready": () => ({
    when: [isKept, isRunning, isReady],
    event: { type: "Warning", reason: "Unhealthy", message: "Readiness probe failed" },
    status: status.template(
      status.conditions({ Ready: "false", ContainersReady: "false" }),
      status.containers({ state: status.unchanged }),
    ),
  }),
};

/** Containers end soon after they were started: for good where the restart policy is Never, else until the back-off is over. */
function ends({ crash }: PodDurations, exitCode: number, reason: string): PodStageDetails {
  const ended = status.terminated(exitCode, reason);
  const message = `printf "back-off restarting failed container=%s pod=%s" .name $pod`;
  return {
    when: [isKept, isRunning, runsContainers],
    delay: between(crash),
    event: { type: "Warning", reason: "BackOff", message: "Back-off restarting failed container" },
    status: status.template(
      status.conditions({ Ready: "false", ContainersReady: "false" }),
      `{{ if eq .spec.restartPolicy "Never" }}`,
      status.phase("Failed"),
      status.containers({ state: ended }),
      "{{ else }}",
      status.containers({ state: status.waiting("CrashLoopBackOff", message), lastState: ended, isRestart: true }),
      "{{ end }}",
    ),
  };
}
