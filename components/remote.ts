import type * as pulumi from "@pulumi/pulumi";

/**
 * Options of a remote component below one of ours. The SDK hands a remote component the providers in its own options
 * and none of its parent's, and its children would then ask for default providers, which this platform disables.
 */
export function remoteChildOf(
  parent: pulumi.ComponentResource,
  options: pulumi.ComponentResourceOptions = {},
): pulumi.ComponentResourceOptions {
  const provider = parent.getProvider("aws:index:Provider");
  if (!provider) throw new Error("an aws.Provider is needed among the component's `providers`");
  return { ...options, parent, providers: [provider] };
}
