import { parseQuantity } from "./quantity";

/** What a container asks for; a part of Kubernetes' V1Container. */
export interface ContainerRequests {
  readonly resources?: {
    /** Quantities by resource, for example `{ cpu: "250m", memory: "512Mi" }`. */
    readonly requests?: Readonly<Record<string, string>>;
    /** As in Kubernetes, what stands here and not in the requests is requested. */
    readonly limits?: Readonly<Record<string, string>>;
  };
}

/** The part of Kubernetes' V1PodSpec that decides what a pod asks for. */
export interface PodRequests {
  readonly containers: readonly ContainerRequests[];
  /** With `restartPolicy: Always` an init container is a sidecar: it goes on running beside the others. */
  readonly initContainers?: readonly (ContainerRequests & { readonly restartPolicy?: string })[];
  /** What the pod's RuntimeClass adds. */
  readonly overhead?: Readonly<Record<string, string>>;
}

/**
 * What the scheduler counts for a pod, in billionths by resource: the sum of its containers and sidecars, or what it needs while an init container runs if that is more.
 *
 * @throws when a request is not a Kubernetes quantity.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.36.0/staging/src/k8s.io/component-helpers/resource/helpers.go
 * @see https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers
 */
export function podRequests(pod: PodRequests): ReadonlyMap<string, bigint> {
  const resources = new Set(
    [...pod.containers, ...(pod.initContainers ?? [])].flatMap(({ resources }) => [
      ...Object.keys(resources?.requests ?? {}),
      ...Object.keys(resources?.limits ?? {}),
    ]),
  );
  for (const resource of Object.keys(pod.overhead ?? {})) resources.add(resource);
  return new Map([...resources].map((resource) => [resource, requested(pod, resource)]));
}

function requested(pod: PodRequests, resource: string): bigint {
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

/** @throws when the text is not a Kubernetes quantity, or negative. */
export function nanos(text: string, resource: string): bigint {
  const quantity = parseQuantity(text);
  if (quantity === undefined || quantity < 0n) {
    throw new Error(
      `"${text}" is not a Kubernetes quantity of ${resource}, for example ${resource === "cpu" ? "250m" : "512Mi"}`,
    );
  }
  return quantity;
}

const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);
