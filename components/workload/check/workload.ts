import { containerOrder, type Pod } from "../model/pod";
import { isTimeZone, scheduleProblem } from "../model/schedule";
import { Storage } from "../model/sources";
import { leastReplicas, share, type CronJob, type Job, type Scale, type Workload } from "../model/workloads";
import { portOf } from "../model/container";
import type { Report } from "./problem";

/** Rules that a workload keeps by its kind. */
export function checkKind(workload: Workload, report: Report): void {
  const { kind, args } = workload;
  checkStorage(workload, report);
  switch (kind) {
    case "Deployment":
      checkScale(args.scale, report);
      checkBudget(args.scale, args.maxUnavailable, report);
      checkRollout(args.scale, args.rollout, report);
      break;
    case "StatefulSet":
      checkScale(args.scale, report);
      checkBudget(args.scale, args.maxUnavailable, report);
      break;
    case "CronJob":
      checkSchedule(args, report);
      checkJob(args, report);
      break;
    case "Job":
      checkJob(args, report);
      break;
    case "DaemonSet":
      checkBudget({ replicas: 1 }, args.maxUnavailable, report);
      break;
    case "Pod":
      break;
  }
  if (kind === "Deployment" || kind === "StatefulSet" || kind === "DaemonSet" || kind === "Pod") {
    checkService(args, report);
  }
  if ("expose" in args && args.expose && !portNames(args).includes("http")) {
    report("expose", "needs a container's port that is named http");
  }
  const { terminationGracePeriodSeconds: grace, spread = {} } = args;
  if (spread.minZones !== undefined && spread.zones !== "required") {
    report("spread.minZones", "needs spread.zones: required");
  }
  if (grace !== undefined && (!Number.isInteger(grace) || grace < 0)) {
    report("terminationGracePeriodSeconds", "must be a whole number of seconds", grace);
  }
}

function checkStorage({ kind, args }: Workload, report: Report): void {
  if (kind === "StatefulSet") return;
  for (const [name, { files = {} }] of Object.entries(args.containers)) {
    for (const [path, source] of Object.entries(files)) {
      if (source instanceof Storage) {
        report(
          `containers.${name}.files.${path}`,
          "must be a claim: only a StatefulSet makes a volume for each replica",
        );
      }
    }
  }
}

function checkScale(scale: Scale, report: Report): void {
  if ("replicas" in scale) {
    if (!isCount(scale.replicas)) report("scale.replicas", "must be a whole number", scale.replicas);
    return;
  }
  const { min, max, cpu, memory, tolerance } = scale;
  if (!isCount(min) || min < 1) report("scale.min", "must be 1 or more", min);
  if (!isCount(max) || max < min) report("scale.max", `must not be less than min (${min})`, max);
  if (cpu === undefined && memory === undefined) report("scale", "must have cpu, memory or both to scale by");
  for (const [name, percentage] of Object.entries({ cpu, memory })) {
    if (percentage === undefined || (isCount(percentage) && percentage >= 1)) continue;
    report(`scale.${name}`, "must be a percentage of the request, 1 or more", percentage);
  }
  if (tolerance !== undefined && !(tolerance >= 0 && tolerance < 1)) {
    report("scale.tolerance", "must be a share from 0 to below 1", tolerance);
  }
}

const isCount = (value: number): boolean => Number.isInteger(value) && value >= 0;

/** A budget of none stops every drain, and with it every upgrade of the nodes. */
function checkBudget(scale: Scale, maxUnavailable: number | `${number}%` | undefined, report: Report): void {
  if (maxUnavailable === undefined) return;
  if (share(maxUnavailable, Math.max(1, leastReplicas(scale)), Math.ceil) < 1) {
    report("maxUnavailable", "must let one pod go: with none, no node is ever drained and no pod replaced");
  }
}

function checkRollout(
  scale: Scale,
  rollout: Extract<Workload, { kind: "Deployment" }>["args"]["rollout"],
  report: Report,
): void {
  if (rollout === undefined || rollout === "recreate") return;
  const { maxSurge = 1, maxUnavailable = 0 } = rollout;
  const pods = Math.max(1, leastReplicas(scale));
  if (share(maxSurge, pods, Math.ceil) === 0 && share(maxUnavailable, pods, Math.floor) === 0) {
    report("rollout", "must have maxSurge or maxUnavailable above 0: with neither, no pod is ever replaced");
  }
}

function checkSchedule({ schedule, timeZone }: CronJob, report: Report): void {
  const problem = scheduleProblem(schedule);
  if (problem) report("schedule", problem, schedule);
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    report("timeZone", "must be a name of the IANA time zone database, for example Europe/Berlin", timeZone);
  }
}

function checkJob({ containers, completions = 1, parallelism = 1, indexed, success, ...job }: Job, report: Report) {
  for (const [name, value, least] of [
    ["completions", completions, 1],
    ["parallelism", parallelism, 1],
    ["backoffLimit", job.backoffLimit ?? 6, 0],
    ["activeDeadlineSeconds", job.activeDeadlineSeconds ?? 1, 1],
    ["ttlSecondsAfterFinished", job.ttlSecondsAfterFinished ?? 0, 0],
  ] as const) {
    if (!Number.isInteger(value) || value < least) report(name, `must be ${least} or more`, value);
  }
  if (success && !indexed) report("success", "needs indexed: true, so that the pods have numbers");
  if (success && success.indexes === undefined && success.count === undefined) {
    report("success", "must have indexes, count or both");
  }
  const indexes = success?.indexes === undefined ? undefined : indexesOf(success.indexes, completions);
  if (success?.indexes !== undefined && !indexes) {
    report(
      "success.indexes",
      `must be numbers from 0 to ${completions - 1} in order, for example 0-2,4`,
      success.indexes,
    );
  } else if (indexes && success?.count !== undefined && success.count > indexes) {
    report("success.count", `must not be more than the pods of success.indexes (${indexes})`);
  }
  if (success?.count !== undefined && (success.count < 1 || success.count > completions)) {
    report("success.count", `must be 1 to completions (${completions})`, success.count);
  }
  for (const name of containerOrder(containers).main) {
    if (containers[name]?.healthy) report(`containers.${name}.healthy`, "must be left out: a Job ends by itself");
  }
}

/** How many numbers a list of them holds, each below the number of completions; undefined for anything else. */
function indexesOf(text: string, completions: number): number | undefined {
  let count = 0;
  let next = 0;
  for (const part of text.split(",")) {
    const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    if (first === undefined || Number(first) < next || Number(last) < Number(first)) return undefined;
    count += Number(last) - Number(first) + 1;
    next = Number(last) + 1;
  }
  return next <= completions ? count : undefined;
}

const portNames = ({ containers }: Pod): string[] =>
  Object.values(containers).flatMap(({ ports = {} }) => Object.keys(ports));

function checkService(args: Extract<Workload, { kind: "Pod" }>["args"], report: Report): void {
  const { service } = args;
  if (!service) return;
  const there = portNames(args);
  if (there.length === 0) report("service", "must be left out: no container has a port");
  if (service.type === "None" && service.sticksToClient) {
    report("service.sticksToClient", "must be left out with type None: clients choose among the pods themselves");
  }
  const named = { ports: service.ports ?? {}, ...("nodePorts" in service && { nodePorts: service.nodePorts ?? {} }) };
  for (const [option, ports] of Object.entries(named)) {
    for (const [name, port] of Object.entries(ports)) {
      const [from, to] = option === "nodePorts" ? [30000, 32767] : [1, 65535];
      if (!there.includes(name)) report(`service.${option}.${name}`, `must be the name of a container's port`);
      if (!Number.isInteger(port) || port < from || port > to) {
        report(`service.${option}.${name}`, `must be ${from} to ${to}`, port);
      }
    }
  }
  if (service.type === "LoadBalancer") {
    const protocols = Object.values(args.containers).flatMap(({ ports = {} }) =>
      Object.values(ports).map((port) => portOf(port).protocol ?? "TCP"),
    );
    if (service.certificateArn !== undefined && protocols.includes("UDP")) {
      report("service.certificateArn", "must be left out with UDP, which has no TLS");
    }
  }
}
