import { UsageError } from "../../config/findStackFile";
import { ControlPlane } from "../controlPlane";
import type { Environment } from "../environment";
import { type ControlPlaneTools, ensureControlPlaneTools } from "../toolchain";

/**
 * Makes the control plane of an environment's cluster run as it should, whether it was stopped or is to change.
 *
 * @throws UsageError when the environment has no cluster
 */
export async function startKnownCluster(
  environment: Environment,
): Promise<{ readonly controlPlane: ControlPlane; readonly tools: ControlPlaneTools }> {
  const controlPlane = new ControlPlane(environment.controlPlaneDirectory);
  const { minor } = await controlPlane.status();
  if (minor === undefined) {
    throw new UsageError(`${environment.name} has no cluster. \`npm start -- ${environment.name}\` brings it up.`);
  }
  const progress = (tool: string, message: string) => console.error(`${tool}: ${message}`);
  const tools = await ensureControlPlaneTools(minor, progress);
  await controlPlane.start(minor, tools, { progress });
  return { controlPlane, tools };
}
