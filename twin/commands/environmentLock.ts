import type { Environment } from "../environment";
import { withLock } from "../toolchain/lock";

/** Runs the work when no other command works on the environment. */
export function withEnvironmentLock<Result>(
  environment: Environment,
  work: () => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  const onWait = () => console.error(`Another command is at work on ${environment.name}: waiting for it to end.`);
  return withLock(environment.lock, work, { onWait, signal });
}
