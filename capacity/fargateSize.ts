import { nanos, podRequests, type PodRequests } from "./podRequests";

/** A combination that Fargate offers and bills. */
export interface FargateSize {
  readonly vcpu: number;
  /** AWS writes GB and means GiB. */
  readonly memoryGiB: number;
}

/** First, last and step of the memory that goes with a number of vCPUs. */
const memoryOf: readonly (readonly [vcpu: number, from: number, to: number, step: number])[] = [
  [0.5, 1, 4, 1],
  [1, 2, 8, 1],
  [2, 4, 16, 1],
  [4, 8, 30, 1],
  [8, 16, 60, 4],
  [16, 32, 120, 8],
];

/** Every size that Fargate offers to pods, smallest first. */
export const fargateSizes: readonly FargateSize[] = [
  ...[0.5, 1, 2].map((memoryGiB) => ({ vcpu: 0.25, memoryGiB })),
  ...memoryOf.flatMap(([vcpu, from, to, step]) =>
    Array.from({ length: (to - from) / step + 1 }, (_, index) => ({ vcpu, memoryGiB: from + index * step })),
  ),
];

/** For the kubelet, kube-proxy and containerd, which run beside every pod. AWS writes 256 MB. */
const KUBERNETES_MEMORY = "256Mi";

/**
 * The size that Fargate takes, and bills, for a pod: the smallest one that holds its requests and 256 MiB for Kubernetes' own processes.
 *
 * A pod without requests gets the smallest size.
 *
 * @throws when no size is large enough, or a request is not a Kubernetes quantity.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-configuration.html
 */
export function fargateSize(pod: PodRequests): FargateSize {
  const requests = podRequests(pod);
  const cpu = requests.get("cpu") ?? 0n;
  const memory = (requests.get("memory") ?? 0n) + nanos(KUBERNETES_MEMORY, "memory");
  const size = fargateSizes.find(
    ({ vcpu, memoryGiB }) => cpu <= nanos(String(vcpu), "cpu") && memory <= nanos(`${memoryGiB}Gi`, "memory"),
  );
  if (size) return size;
  const wanted = `${rounded(cpu, nanos("1", "cpu"))} vCPU and ${rounded(memory, nanos("1Gi", "memory"))} GiB`;
  throw new Error(`no Fargate size holds ${wanted} (256 MiB of it for Kubernetes): the largest is 16 vCPU and 120 GiB`);
}

/** To three digits after the point, up: 16001m is more than 16. */
const rounded = (quantity: bigint, unit: bigint): number => Number((quantity * 1_000n + unit - 1n) / unit) / 1_000;
