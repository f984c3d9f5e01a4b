import type { Platform } from "./container";

export interface Taint {
  readonly key: string;
  readonly value?: string | undefined;
  readonly effect: string;
}

/** Nodes of one kind, as far as they decide whether a pod may run there: a group, a pool of Karpenter, or Auto Mode. */
export interface NodeSet {
  readonly name: string;
  /** Who starts its nodes, which decides the labels that they have. */
  readonly startedBy: "managed" | "self-managed" | "karpenter" | "auto";
  readonly capacityTypes: readonly ("on-demand" | "spot")[];
  readonly platforms: readonly Platform[];
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  /** What pods find on each type of instance, in billionths; empty where it is not known. */
  readonly machines: readonly { readonly type: string; readonly cpu: bigint; readonly memory: bigint }[];
}

/** Where the pods of an environment can run. */
export interface Grounds {
  readonly kubernetesVersion: string;
  readonly zones: number;
  readonly nodeSets: readonly NodeSet[];
  readonly fargate: {
    readonly profiles: readonly string[];
    /** The profile that takes pods of the namespace with these labels. */
    readonly profileOf: (namespace: string, labels: Readonly<Record<string, string>>) => string | undefined;
  };
}
