import type { ProviderPackage } from "../provider/resourceProvider";
import { KubernetesProvider } from "./provider";

/** The `kubernetes` provider of the twin, to be served with `serveProvider`. */
export function createKubernetesProvider(): ProviderPackage {
  return { version: "4.34.2", create: (host) => new KubernetesProvider(host) };
}
