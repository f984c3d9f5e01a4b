import type * as eks from "@pulumi/eks";

/** What node groups need of a cluster, from its output `core`. */
export type Core = Pick<eks.types.output.CoreData, "cluster">;
