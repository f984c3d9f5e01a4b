import type * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import type { Core } from "./core";

/**
 * A cluster that another component made, with its outputs from the engine's state.
 *
 * Not the SDK's `eks.Cluster`: that is remote, so what depends on it would depend on the whole component, and the component's children don't.
 */
export class ClusterReference extends pulumi.ComponentResource {
  declare readonly core: pulumi.Output<Core>;
  declare readonly eksCluster: pulumi.Output<aws.eks.Cluster>;

  constructor(name: string, urn: string) {
    super("eks:index:Cluster", name, { core: undefined, eksCluster: undefined }, { urn });
  }
}

/** Node groups take the cluster itself or its output `core`. */
export function coreOf(cluster: eks.ManagedNodeGroupArgs["cluster"]): pulumi.Output<Core> {
  return pulumi.output(cluster).apply((given) => {
    const known: unknown = given;
    return known instanceof ClusterReference ? known.core : pulumi.output(known as Core);
  });
}

/** Tells the SDK what to make of references to the package's components in inputs, and in the outputs of a cluster. */
export function registerReferences(): void {
  pulumi.runtime.registerResourceModule("eks", "index", {
    version: "4.3.0",
    construct: (name, type, urn) =>
      type === "eks:index:Cluster"
        ? new ClusterReference(name, urn)
        : new pulumi.ComponentResource(type, name, {}, { urn }),
  });
}
