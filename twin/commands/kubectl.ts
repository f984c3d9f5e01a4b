import { spawn } from "node:child_process";
import { ControlPlane } from "../controlPlane";
import { UsageError } from "../../config/findStackFile";
import type { Environment } from "../environment";
import { ensureControlPlaneTools } from "../toolchain";

/** Runs kubectl as administrator on the environment's API server, which is started again if it was stopped; the user's own kubeconfig is not read. */
export async function kubectl(environment: Environment, args: readonly string[]): Promise<number> {
  const controlPlane = new ControlPlane(environment.controlPlaneDirectory);
  const { minor } = await controlPlane.status();
  if (minor === undefined) {
    throw new UsageError(`${environment.name} has no cluster. \`npm start -- ${environment.name}\` brings it up.`);
  }
  const tools = await ensureControlPlaneTools(minor, (tool, message) => console.error(`${tool}: ${message}`));
  await controlPlane.start(minor, tools);
  const child = spawn(tools.kubectl, args, {
    stdio: "inherit",
    env: { ...process.env, KUBECONFIG: controlPlane.adminKubeconfigPath },
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
