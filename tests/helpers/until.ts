import { setTimeout as sleep } from "node:timers/promises";

/** Looks until it is so, for a minute at most; a unit test has its own timeout before that. */
export async function until(isSo: () => unknown): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`is not so after a minute: ${isSo.toString()}`);
    await sleep(10);
  }
}
