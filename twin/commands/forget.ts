import { ControlPlane } from "../controlPlane";
import { findKnownEnvironment } from "../environment";
import { endProcessesOfCommand } from "../processes/ofCommand";
import { withEnvironmentLock } from "./environmentLock";

/** Throws an environment of the twin away without asking the simulated AWS: for one that is protected. */
export async function forget(name: string): Promise<void> {
  const environment = findKnownEnvironment(name);
  await withEnvironmentLock(environment, async () => {
    await endProcessesOfCommand(environment);
    await new ControlPlane(environment.controlPlaneDirectory).destroyData();
    await environment.forget();
  });
  console.log(`${name}: forgotten. \`npm start -- ${name}\` begins anew.`);
}
