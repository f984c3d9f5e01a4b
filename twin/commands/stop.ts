import { ControlPlane } from "../controlPlane";
import { type Environment, findKnownEnvironment, knownEnvironments } from "../environment";
import { endProcessesOfCommand } from "../processes/ofCommand";
import { withEnvironmentLock } from "./environmentLock";

/** Ends the processes of one environment, or of all; also what a command that was killed has left. */
export async function stop(name?: string): Promise<void> {
  const environments = name === undefined ? knownEnvironments() : [findKnownEnvironment(name)];
  for (const environment of environments) {
    const ended = await withEnvironmentLock(environment, () => endAll(environment));
    console.log(
      ended > 0
        ? `${environment.name}: stopped. What it holds is kept; the next command carries on.`
        : `${environment.name}: nothing runs.`,
    );
  }
}

/** @returns how many processes there were */
export async function endAll(environment: Environment): Promise<number> {
  const left = await endProcessesOfCommand(environment);
  const controlPlane = new ControlPlane(environment.controlPlaneDirectory);
  const { processes } = await controlPlane.status();
  await controlPlane.stop();
  return left.length + processes.filter(({ pid }) => pid !== undefined).length;
}
