import { setTimeout as sleep } from "node:timers/promises";
import { type FoundProcess, processesWith } from "./processTable";

/** Ends at once all that was started with the variable set to this value, and returns when it is gone. */
export async function endProcesses(
  variable: string,
  value: string,
  isSpared: (found: FoundProcess) => boolean = () => false,
): Promise<FoundProcess[]> {
  const ended = new Map<number, FoundProcess>();
  for (;;) {
    // Again and again: one of them may have started another in the meantime.
    const left = (await processesWith(variable, value)).filter(
      (found) => found.pid !== process.pid && !isSpared(found),
    );
    if (left.length === 0) return [...ended.values()];
    for (const found of left) {
      signal(found.pid, "SIGKILL");
      ended.set(found.pid, found);
    }
    await sleep(20);
  }
}

/** Sends the signal, unless the process has ended in the meantime. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
