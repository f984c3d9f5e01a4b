import type { KubernetesObject } from "../aws/eks/kubernetes/types";

/** Auto Mode's controllers run outside of the cluster; their definitions show that it has it. */
export function hasAutoMode(definitions: readonly KubernetesObject[]): boolean {
  return definitions.some(({ metadata }) => metadata?.name === "nodeclasses.eks.amazonaws.com");
}
