import type * as pulumi from "@pulumi/pulumi";
import { Registry, type RegistryArgs, type RegistryOutputs } from "./component";
import type { RegistrySettings } from "./spec";

/** The registry of an environment, if it has one: what depends on it, and what the stack's outputs say of it. */
export function createRegistry(
  settings: RegistrySettings | undefined,
  place: Omit<RegistryArgs, keyof RegistrySettings>,
  opts: pulumi.ComponentResourceOptions,
): { readonly components: readonly pulumi.Resource[]; readonly outputs: RegistryOutputs } {
  if (!settings) return { components: [], outputs: {} };
  const registry = new Registry("registry", { ...settings, ...place }, opts);
  return { components: [registry], outputs: registry.outputs };
}
