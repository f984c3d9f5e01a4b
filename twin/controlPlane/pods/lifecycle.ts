import type { PodDurations } from "./durations";
import { failsWith, type FailingWorkloads } from "./failures";
import {
  between,
  type Delay,
  isDeleted,
  isKept,
  isOfJob,
  isPending,
  isReady,
  isRunning,
  isSeen,
  isUnready,
  isUnseen,
  isWaitingFor,
  podStage,
  runsContainers,
  type Stage,
} from "./stage";
import * as status from "./status";

/** What kwok does in place of the kubelets: starts pods, makes them ready, restarts containers, lets Jobs complete and ends pods, each after a time. */
export function lifecycleStages(durations: PodDurations, failing: FailingWorkloads): Stage[] {
  return [
    podStage("pod-create", {
      when: [isKept, isUnseen],
      status: status.template(
        status.phase("Pending"),
        status.startTime,
        status.addresses,
        status.conditions({ Initialized: "(empty .spec.initContainers)", Ready: "false", ContainersReady: "false" }),
        status.initContainers(false),
        status.containers({
          state: status.waiting('{{ ternary "ContainerCreating" "PodInitializing" (empty $.spec.initContainers) }}'),
        }),
      ),
    }),
    podStage("pod-start", {
      when: [isKept, isPending, isSeen, ...failsWith(failing, ["image-pull"], "NotIn")],
      delay: startDelay(durations),
      status: status.template(
        status.phase("Running"),
        status.conditions({ Initialized: "true" }),
        status.initContainers(true),
        status.containers({ state: status.running }),
      ),
    }),
    podStage("pod-ready", {
      when: [
        isKept,
        isRunning,
        runsContainers,
        isUnready,
        ...failsWith(failing, ["crash", "oom-killed", "not-ready"], "NotIn"),
      ],
      delay: probeDelay(durations),
      status: status.template(
        status.conditions({ Ready: "true", ContainersReady: "true" }),
        status.readinessGates,
        status.containers({ ready: true, state: status.unchanged }),
      ),
    }),
    podStage("pod-restart", {
      when: [isKept, isRunning, isWaitingFor("CrashLoopBackOff")],
      delay: backOffDelay(durations),
      status: status.template(status.containers({ state: status.running, lastState: status.lastUnchanged })),
    }),
    podStage("pod-complete", {
      when: [isKept, isRunning, isReady, isOfJob, ...failsWith(failing, ["crash", "oom-killed", "not-ready"], "NotIn")],
      delay: between(durations.job),
      status: status.template(
        status.phase("Succeeded"),
        status.containers({ state: status.terminated(0, "Completed") }),
      ),
    }),
    podStage("pod-delete", { when: [isDeleted], delay: endDelay(durations), delete: true }),
  ];
}

/** Init containers run one after the other; sidecars among them only start. */
function startDelay({ start, initContainer }: PodDurations): Delay {
  const count = '[.spec.initContainers[]? | select(.restartPolicy != "Always")] | length';
  const from = `${initContainer.from} * (${count})`;
  const to = `${initContainer.to} * (${count})`;
  return { from: `${start.from} + ${from}`, to: `${start.to} + ${to}` };
}

/** Without a startup or readiness probe a container is ready when it runs; with one, at the first success after the longest initial delay. */
function probeDelay({ ready }: PodDurations): Delay {
  const probes = "[.spec.containers[] | .startupProbe, .readinessProbe | values]";
  const seconds = (least: number) => (least === 0 ? "0" : `(map(.initialDelaySeconds // 0) | max) + ${least}`);
  const delay = (least: number) => `(${probes} | if length == 0 then 0 else ${seconds(least)} end)`;
  return { from: delay(ready.from), to: delay(ready.to) };
}

/** https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy */
function backOffDelay({ backOff }: PodDurations): Delay {
  const restarts = "([.status.containerStatuses[].restartCount] | max)";
  const delay = `([${backOff.from} * pow(2; ${restarts} - 1), ${backOff.to}] | min)`;
  return { from: delay, to: delay };
}

/**
 * The preStop hook, as far as it sleeps, and the end of the process, but no longer than the grace period. Nothing to wait for where no container runs.
 *
 * https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
 */
function endDelay({ stop }: PodDurations): Delay {
  if (stop.to === 0) return between(stop);
  const command = '(.exec.command // [] | join(" ") | capture("\\\\bsleep +(?<seconds>[0-9]+)").seconds | tonumber)';
  const hooks = `[.spec.containers[].lifecycle.preStop | values | .sleep.seconds // ${command}]`;
  const isRun = "any(.status.containerStatuses[]?; .state.running)";
  const delay = (seconds: number) =>
    `(if ${isRun} then [(${hooks} | max // 0) + ${seconds}, .metadata.deletionGracePeriodSeconds // 30] | min else 0 end)`;
  return { from: delay(stop.from), to: delay(stop.to) };
}
