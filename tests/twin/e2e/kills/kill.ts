import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { ControlPlane } from "../../../../twin/controlPlane";
import { signal } from "../../../../twin/processes/endProcesses";
import { processesOfCommand } from "../../../../twin/processes/ofCommand";
import type { Rehearsal } from "../rehearsal";
import { type StepKind, untilStep } from "./steps";

const OF_CONTROL_PLANE = ["kube-apiserver", "etcd", "kube-controller-manager", "kube-scheduler", "kwok"] as const;

export const PROCESSES = ["engine", "program", "twin", "provider", ...OF_CONTROL_PLANE] as const;

export type ProcessName = (typeof PROCESSES)[number];

export interface Kill {
  readonly process: ProcessName;
  readonly step: StepKind;
  /** The how manyth step of the kind, in this command. */
  readonly count: number;
  readonly delayMilliseconds: number;
}

/** How long a command may go on after one of its processes was killed. */
const END_MILLISECONDS = 60_000;

/**
 * Runs a command on the rehearsal and kills one of its processes at a step.
 *
 * @returns whether it came to that: a command that is done before, or in which the process does not run, is left alone
 */
export async function runAndKill(rehearsal: Rehearsal, command: "up" | "destroy", kill: Kill): Promise<boolean> {
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
  const reached = await untilStep(eventLog, kill.step, kill.count, ended.signal);
  if (reached) await sleep(kill.delayMilliseconds);
  const pid = ended.signal.aborted ? undefined : await pidOf(rehearsal, kill.process, child.pid);
  if (pid !== undefined) {
    signal(pid, "SIGKILL");
    const timeout = sleep(END_MILLISECONDS, "late", { ref: false });
    assert.notEqual(
      await Promise.race([closed, timeout]),
      "late",
      `${command} goes on without ${kill.process}\n${output}`,
    );
  }
  const code = await closed;
  if (pid === undefined) return false;
  await untilNothingIsLeft(rehearsal);
  // Some need none of them any more when they are killed.
  if (code !== 0 && OF_CONTROL_PLANE.some((name) => name === kill.process)) {
    assert.match(output, new RegExp(`${kill.process} ended.* The end of its log, `));
  }
  assert.doesNotMatch(output, /pulumi (cancel|refresh|stack rm)/, "advice that is wrong here");
  return true;
}

async function pidOf(
  { environment }: Rehearsal,
  name: ProcessName,
  twin: number | undefined,
): Promise<number | undefined> {
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
