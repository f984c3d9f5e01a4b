import { spawn } from "node:child_process";
import type { Environment } from "../environment";
import { startKnownCluster } from "./knownCluster";

/** Runs kubectl as administrator on the environment's API server, which is started again if it was stopped; the user's own kubeconfig is not read. */
export async function kubectl(environment: Environment, args: readonly string[]): Promise<number> {
  const { controlPlane, tools } = await startKnownCluster(environment);
  const child = spawn(tools.kubectl, args, {
    stdio: "inherit",
    env: { ...process.env, KUBECONFIG: controlPlane.adminKubeconfigPath },
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
