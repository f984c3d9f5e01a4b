/**
 * What the kubelet of an EKS-optimised AMI keeps from the pods: the formulas of nodeadm, in its integer arithmetic.
 *
 * @see https://github.com/awslabs/amazon-eks-ami/blob/main/nodeadm/internal/kubelet/config.go
 */

const CPU_STEPS: readonly { readonly upToMillicores: number; readonly tenthsOfPerMille: number }[] = [
  { upToMillicores: 1_000, tenthsOfPerMille: 600 },
  { upToMillicores: 2_000, tenthsOfPerMille: 100 },
  { upToMillicores: 4_000, tenthsOfPerMille: 50 },
  { upToMillicores: Number.POSITIVE_INFINITY, tenthsOfPerMille: 25 },
];

/** Of the first core 6 %, of the second 1 %, of the third and fourth 0.5 %, of every further one 0.25 %; in millicores. */
export function reservedMillicores(vcpu: number): number {
  let from = 0;
  let reserved = 0;
  for (const { upToMillicores, tenthsOfPerMille } of CPU_STEPS) {
    const to = Math.min(vcpu * 1_000, upToMillicores);
    if (to <= from) break;
    reserved += Math.floor(((to - from) * tenthsOfPerMille) / 10_000);
    from = to;
  }
  return reserved;
}

/** 255 MiB and 11 MiB for each pod the node may run. */
export function reservedMemoryMiB(maxPods: number): number {
  return 255 + 11 * maxPods;
}

/** Free memory below which the kubelet evicts pods. */
export const EVICTION_MEMORY_MIB = 100;
