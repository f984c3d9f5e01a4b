import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { ControlPlane } from "../../../../twin/controlPlane";
import { signal } from "../../../../twin/processes/endProcesses";
import { processesOfCommand } from "../../../../twin/processes/ofCommand";
import type { Rehearsal } from "../rehearsal";
import type { Random } from "./random";
import { STEP_KINDS, type StepKind, untilStep } from "./steps";

const OF_CONTROL_PLANE = ["kube-apiserver", "etcd", "kube-controller-manager", "kube-scheduler", "kwok"] as const;

const PROCESSES = ["engine", "program", "twin", "provider", ...OF_CONTROL_PLANE] as const;

type ProcessName = (typeof PROCESSES)[number];

export type CommandName = "up" | "destroy";

export interface Kill {
  readonly command: CommandName;
  readonly step: StepKind;
  readonly process: ProcessName;
  /** The how manyth step of the kind, in this command. */
  readonly count: number;
  readonly delayMilliseconds: number;
}

/**
 * A kill at a step of a command. Seeds that follow each other kill one process after the other, so that as many seeds as there are processes kill each
 * of them at every step at which it runs.
 */
export function drawKill(seed: number, random: Random, command: CommandName, step: StepKind): Kill {
  const processes = PROCESSES.filter((process) => runsAt(process, command, step));
  const several = step === "network and roles" || step === "access and add-ons" ? 3 : 1;
  return {
    command,
    step,
    process: at(processes, seed + STEP_KINDS.indexOf(step)),
    count: 1 + random.below(several),
    delayMilliseconds: random.below(400),
  };
}

/** The program has no part in a `destroy`, the provider is there for objects, and a control plane as long as its cluster. */
function runsAt(process: ProcessName, command: CommandName, step: StepKind): boolean {
  if (process === "program") return command === "up";
  if (process === "provider") return step === "objects";
  const isOfControlPlane = OF_CONTROL_PLANE.some((name) => name === process);
  return !isOfControlPlane || (step !== "network and roles" && !(step === "cluster" && command === "destroy"));
}

function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length];
  assert.ok(item !== undefined, "there is nothing to draw from");
  return item;
}

/** How long a command may go on after one of its processes was killed. The provider is missed only when the engine asks it for something. */
const END_MILLISECONDS = 30_000;

/**
 * Runs the command on the rehearsal and kills one of its processes at a step.
 *
 * @returns after how many milliseconds the command ended; `undefined` when it was done before it came to the kill
 */
export async function runAndKill(rehearsal: Rehearsal, kill: Kill): Promise<number | undefined> {
  const { command, step, process } = kill;
  const eventLog = `${rehearsal.stackFile}.events`;
  rmSync(eventLog, { force: true });
  const child = rehearsal.spawn(command, "--yes", "--skip-preview", `--event-log=${eventLog}`);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const ended = new AbortController();
  const closed = once(child, "close").then(([exitCode]) => {
    ended.abort();
    return exitCode as number | null;
  });
  const reached = await untilStep(eventLog, step, kill.count, ended.signal);
  if (reached) await sleep(kill.delayMilliseconds);
  const pid = await untilRuns(rehearsal, process, child.pid, ended.signal);
  if (pid === undefined) {
    await closed;
    return undefined;
  }
  const killed = Date.now();
  signal(pid, "SIGKILL");
  const timeout = sleep(END_MILLISECONDS, "late" as const, { ref: false });
  const code = await (process === "provider" ? closed : Promise.race([closed, timeout]));
  assert.notEqual(code, "late", `${command} goes on without ${process}\n${output}`);
  const milliseconds = Date.now() - killed;
  await untilNothingIsLeft(rehearsal);
  // Some need none of them any more when they are killed.
  if (code !== 0 && OF_CONTROL_PLANE.some((name) => name === process)) {
    assert.match(output, new RegExp(`${process} ended.* The end of its log, `));
  }
  assert.doesNotMatch(output, /pulumi (cancel|refresh|stack rm)/, "advice that is wrong here");
  return milliseconds;
}

/** Some start only when the step is under way. */
async function untilRuns(
  rehearsal: Rehearsal,
  name: ProcessName,
  twin: number | undefined,
  ended: AbortSignal,
): Promise<number | undefined> {
  while (!ended.aborted) {
    const pid = await pidOf(rehearsal, name, twin);
    if (pid !== undefined) return pid;
    await sleep(20);
  }
  return undefined;
}

async function pidOf({ environment }: Rehearsal, name: ProcessName, twin?: number): Promise<number | undefined> {
  if (name === "twin") return twin;
  const ofControlPlane = OF_CONTROL_PLANE.find((component) => component === name);
  if (ofControlPlane) {
    const { processes } = await new ControlPlane(environment.controlPlaneDirectory).status();
    return processes.find((process) => process.name === ofControlPlane)?.pid;
  }
  const patterns = { engine: /\/pulumi (up|destroy) /, program: /cmd\/run/, provider: /pulumi-resource-kubernetes/ };
  const pattern = patterns[name as keyof typeof patterns];
  return (await processesOfCommand(environment)).find(({ commandLine }) => pattern.test(commandLine))?.pid;
}

/** Whoever ends what a killed command has left takes a moment. */
async function untilNothingIsLeft({ environment }: Rehearsal): Promise<void> {
  const deadline = Date.now() + END_MILLISECONDS;
  while (existsSync(environment.directory)) {
    const left = await processesOfCommand(environment);
    if (left.length === 0) return;
    assert.ok(Date.now() < deadline, `still runs: ${left.map(({ commandLine }) => commandLine).join("\n")}`);
    await sleep(50);
  }
}
