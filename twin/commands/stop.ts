import { ControlPlane } from "../controlPlane";
import { findKnownEnvironment, knownEnvironments } from "../environment";

/** Ends the processes of one environment, or of all. */
export async function stop(name?: string): Promise<void> {
  const environments = name === undefined ? knownEnvironments() : [findKnownEnvironment(name)];
  for (const environment of environments) {
    const controlPlane = new ControlPlane(environment.controlPlaneDirectory);
    const { processes } = await controlPlane.status();
    if (processes.every(({ pid }) => pid === undefined)) {
      console.log(`${environment.name}: nothing runs.`);
      continue;
    }
    await controlPlane.stop();
    console.log(`${environment.name}: stopped. What it holds is kept; the next command carries on.`);
  }
}
