import type { Candidate } from "../provisioner/candidates";
import { matches } from "../provisioner/fit";
import type { NodePool } from "../provisioner/provisioner";
import type { NodeClass, NodePoolObject } from "./objects";

/** A NodePool with its class, as far as both are there and are to stay. */
export interface KarpenterPool extends NodePool {
  readonly object: NodePoolObject;
  readonly nodeClass: NodeClass;
  readonly capacityType: string;
}

/** @param vcpus those of the nodes that the pool has */
export function poolOf(object: NodePoolObject, nodeClass: NodeClass, vcpus: number): KarpenterPool {
  const { limits, template } = object.spec;
  const { requirements, taints } = template.spec;
  const capacityTypes = requirements.find(({ key }) => key === "karpenter.sh/capacity-type")?.values ?? [];
  const capacityType = capacityTypes.includes("spot") ? "spot" : "on-demand";
  return {
    object,
    nodeClass,
    name: object.metadata.name,
    taints,
    capacityType,
    accepts: (type) =>
      matches({ matchExpressions: requirements }, labelsOfType(type, capacityType)) &&
      vcpus + type.vcpu <= Number(limits["cpu"] ?? Infinity),
  };
}

/** https://karpenter.sh/docs/concepts/scheduling/#well-known-labels */
export const labelsOfType = (type: Candidate, capacityType: string): Record<string, string> => ({
  "kubernetes.io/os": "linux",
  "kubernetes.io/arch": type.arch,
  "node.kubernetes.io/instance-type": type.name,
  "karpenter.sh/capacity-type": capacityType,
  "karpenter.k8s.aws/instance-category": type.category,
  "karpenter.k8s.aws/instance-cpu": String(type.vcpu),
  "karpenter.k8s.aws/instance-family": type.family,
  "karpenter.k8s.aws/instance-generation": String(type.generation),
  "karpenter.k8s.aws/instance-hypervisor": type.bareMetal ? "" : type.hypervisor,
  "karpenter.k8s.aws/instance-memory": String(type.memoryMiB),
  "karpenter.k8s.aws/instance-size": type.size,
});
