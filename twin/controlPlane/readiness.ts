import { setTimeout as sleep } from "node:timers/promises";
import { ApiClient } from "../apiServer/apiClient";

/** A slow disk and a busy machine included; four seconds are usual. */
const TIMEOUT_MILLISECONDS = 120_000;

const POLL_MILLISECONDS = 50;

export interface ReadinessOptions {
  readonly signal?: AbortSignal;
  /** @throws when waiting makes no sense any more */
  assertAlive(): Promise<void>;
  /** The API server's log, for the error message. */
  log(): string;
}

/** Waits until the API server answers each path with 200. */
export async function untilReady(
  kubeconfig: string,
  paths: readonly string[],
  options: ReadinessOptions,
): Promise<void> {
  const client = new ApiClient(kubeconfig);
  const deadline = Date.now() + TIMEOUT_MILLISECONDS;
  try {
    for (;;) {
      await options.assertAlive();
      const statuses = await Promise.all(paths.map((path) => client.status(path)));
      if (statuses.every((status) => status === 200)) return;
      if (Date.now() > deadline) {
        const failing = paths.filter((_, index) => statuses[index] !== 200);
        throw new Error(
          `The control plane is not ready after ${TIMEOUT_MILLISECONDS / 1000} s: ${failing.join(", ")} failed. ` +
            `The end of the API server's log, ${options.log()}`,
        );
      }
      await sleep(POLL_MILLISECONDS, undefined, { signal: options.signal });
    }
  } finally {
    client.close();
  }
}
