import { ControlPlane } from "../controlPlane";
import { findKnownEnvironment } from "../environment";

/** Throws an environment of the twin away without asking the simulated AWS: for one that is protected, or was left half way. */
export async function forget(name: string): Promise<void> {
  const environment = findKnownEnvironment(name);
  await new ControlPlane(environment.controlPlaneDirectory).destroyData();
  await environment.forget();
  console.log(`${name}: forgotten. \`npm start -- ${name}\` begins anew.`);
}
