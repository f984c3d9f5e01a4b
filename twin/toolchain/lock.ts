import * as fs from "node:fs/promises";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as lockfile from "proper-lockfile";

/** A lock is renewed while its holder lives; one that was not for this long belonged to a process that was killed. */
const STALE_MILLISECONDS = 10_000;

const POLL_MILLISECONDS = 250;

export interface LockOptions {
  /** Called once when another process holds the lock. */
  readonly onWait?: () => void;
  readonly signal?: AbortSignal;
}

/**
 * Runs the work while no other process runs work under the same lock; waits as long as another one does.
 *
 * @param lockPath a folder that stands for the lock; it exists while the lock is held
 */
export async function withLock<Result>(
  lockPath: string,
  work: () => Promise<Result>,
  options: LockOptions = {},
): Promise<Result> {
  await fs.mkdir(path.dirname(lockPath), { recursive: true });
  const release = await acquire(lockPath, options);
  try {
    return await work();
  } finally {
    await release();
  }
}

async function acquire(lockPath: string, { onWait, signal }: LockOptions): Promise<() => Promise<void>> {
  for (let attempt = 0; ; attempt++) {
    signal?.throwIfAborted();
    try {
      return await lockfile.lock(lockPath, {
        lockfilePath: lockPath,
        realpath: false,
        stale: STALE_MILLISECONDS,
        // A machine that slept finds its lock stale; what is done under a lock ends in one atomic rename, so that losing it does no harm.
        onCompromised: () => undefined,
      });
    } catch (error) {
      if (!isHeld(error)) throw error;
    }
    if (attempt === 0) onWait?.();
    await sleep(POLL_MILLISECONDS, undefined, { signal });
  }
}

function isHeld(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ELOCKED";
}
