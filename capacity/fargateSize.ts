import { parseQuantity } from "./quantity";

/** What a container asks for, as far as Fargate bills it; a part of Kubernetes' V1Container. */
export interface ContainerRequests {
  readonly resources?: {
    /** Quantities by resource, such as `{ cpu: "250m", memory: "512Mi" }`. */
    readonly requests?: Readonly<Record<string, string>>;
    /** As in Kubernetes, what stands here and not in the requests is requested. */
    readonly limits?: Readonly<Record<string, string>>;
  };
}

/** The part of Kubernetes' V1PodSpec that decides the size. */
export interface PodRequests {
  readonly containers: readonly ContainerRequests[];
  /** With `restartPolicy: Always` an init container is a sidecar: it goes on running beside the others. */
  readonly initContainers?: readonly (ContainerRequests & { readonly restartPolicy?: string })[];
  /** What the pod's RuntimeClass adds. */
  readonly overhead?: Readonly<Record<string, string>>;
}

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
 * A pod requests the sum of its containers and sidecars, or what it needs while an init container runs if that is more. A pod without requests gets the smallest size.
 *
 * @throws when no size is large enough, or a request is not a Kubernetes quantity.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-configuration.html
 * @see https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers
 */
export function fargateSize(pod: PodRequests): FargateSize {
  const cpu = requested(pod, "cpu");
  const memory = requested(pod, "memory") + nanos(KUBERNETES_MEMORY, "memory");
  const size = fargateSizes.find(
    ({ vcpu, memoryGiB }) => cpu <= nanos(String(vcpu), "cpu") && memory <= nanos(`${memoryGiB}Gi`, "memory"),
  );
  if (size) return size;
  const wanted = `${rounded(cpu, nanos("1", "cpu"))} vCPU and ${rounded(memory, nanos("1Gi", "memory"))} GiB`;
  throw new Error(`no Fargate size holds ${wanted} (256 MiB of it for Kubernetes): the largest is 16 vCPU and 120 GiB`);
}

type Resource = "cpu" | "memory";

/** What the scheduler counts for the pod: https://github.com/kubernetes/kubernetes/blob/v1.36.0/staging/src/k8s.io/component-helpers/resource/helpers.go */
function requested(pod: PodRequests, resource: Resource): bigint {
  const of = ({ resources }: ContainerRequests): bigint =>
    nanos(resources?.requests?.[resource] ?? resources?.limits?.[resource] ?? "0", resource);
  let sidecars = 0n;
  let starting = 0n;
  for (const container of pod.initContainers ?? []) {
    // An init container runs beside the sidecars that stand before it.
    starting = larger(starting, sidecars + of(container));
    if (container.restartPolicy === "Always") sidecars += of(container);
  }
  const running = pod.containers.reduce((sum, container) => sum + of(container), sidecars);
  return larger(starting, running) + nanos(pod.overhead?.[resource] ?? "0", resource);
}

function nanos(text: string, resource: Resource): bigint {
  const quantity = parseQuantity(text);
  if (quantity === undefined || quantity < 0n) {
    throw new Error(
      `"${text}" is not a Kubernetes quantity of ${resource}, such as ${resource === "cpu" ? "250m" : "512Mi"}`,
    );
  }
  return quantity;
}

const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** To three digits after the point, up: 16001m is more than 16. */
const rounded = (quantity: bigint, unit: bigint): number => Number((quantity * 1_000n + unit - 1n) / unit) / 1_000;
