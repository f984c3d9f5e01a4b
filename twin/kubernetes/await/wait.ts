import { ApiError, messageOf } from "../apiError";
import type { Cluster } from "../cluster";
import { type KubernetesObject, nameOf, namespaceOf, textAt } from "../objects";
import { type Awaiter, nothingRelated, type Readiness, type Related, type Source } from "./readiness";

export interface WaitOptions {
  readonly timeoutSeconds: number;
  /** How long pods may find no node, in milliseconds. @default 60,000 */
  readonly unschedulablePatience?: number;
  readonly cancelled: AbortSignal;
  /** Shows a line that the next one overwrites. */
  status(message: string): void;
}

/** How a wait ended. */
export interface Outcome {
  /** The object as it was seen last. */
  readonly live: KubernetesObject;
  /** Why it is not ready; absent when it is. The first entry sums up the others. */
  readonly failure?: readonly string[];
}

/**
 * How long pods may find no node, in milliseconds. In AWS a node takes minutes to come, and the official provider waits for ten; here it takes seconds, so that
 * after a minute there is none to wait for.
 */
const UNSCHEDULABLE_PATIENCE = 60_000;

/** Looks at the object until it is ready, can't become ready any more, or the time is up. */
export async function waitUntilReady(
  cluster: Cluster,
  object: KubernetesObject,
  awaiter: Awaiter,
  options: WaitOptions,
): Promise<Outcome> {
  const observer = new Observer(cluster, awaiter);
  const deadline = Date.now() + options.timeoutSeconds * 1000;
  let live = object;
  let readiness: Readiness | undefined;
  let givesUpAt = Infinity;
  const { unschedulablePatience = UNSCHEDULABLE_PATIENCE } = options;
  const failure = (summary: string): Outcome => ({ live, failure: [summary, ...(readiness?.reasons ?? [])] });

  for (let delay = 100; ; delay = Math.min(delay * 1.5, 1000)) {
    try {
      const found = await cluster.find(object);
      if (!found) return failure(`'${nameOf(object)}' was deleted while waiting for it to be Ready`);
      live = found;
      readiness = await observer.look(live);
      if (readiness.ready) {
        options.status("");
        return { live };
      }
      options.status(statusLine(readiness));
      givesUpAt = readiness.unschedulable ? Math.min(givesUpAt, Date.now() + unschedulablePatience) : Infinity;
    } catch (error) {
      // A server that restarts is waited for, as long as there is time; one that refuses is not.
      if (error instanceof ApiError && error.code < 500) throw error;
      options.status(messageOf(error));
    }
    if (readiness?.failed) return failure(`Resource '${nameOf(object)}' was created but failed to initialize`);
    if (Date.now() >= givesUpAt) return failure(`'${nameOf(object)}' is not Ready: no node takes its pods`);
    if (options.cancelled.aborted) return failure(`Resource operation was cancelled for "${nameOf(object)}"`);
    if (Date.now() >= deadline) return failure(`'${nameOf(object)}' timed out waiting to be Ready`);
    await sleep(Math.min(delay, Math.max(deadline - Date.now(), 0)), options.cancelled);
  }
}

/** Looks once. */
export async function readinessNow(cluster: Cluster, live: KubernetesObject, awaiter: Awaiter): Promise<Readiness> {
  return new Observer(cluster, awaiter, Infinity).look(live);
}

/** The progress with what is wrong, if anything: that is what the user wants to read at once. What a pod says comes before what follows from it. */
function statusLine({ progress, reasons }: Readiness): string {
  const problem =
    reasons.find((reason) => reason.startsWith("[Pod ")) ?? reasons.find((reason) => reason.startsWith("["));
  return [progress ?? reasons[0], problem].filter((text) => text && text !== "").join(": ");
}

/** Gathers what an awaiter needs. */
class Observer {
  private seen = "";
  private since = Date.now();

  constructor(
    private readonly cluster: Cluster,
    private readonly awaiter: Awaiter,
    private readonly quietSeconds?: number,
  ) {}

  async look(object: KubernetesObject): Promise<Readiness> {
    const gathered = await Promise.all(
      this.awaiter.needs.map(async (source) => [source, await sources[source](this.cluster, object)] as const),
    );
    const related: Partial<Record<Source, KubernetesObject[]>> = Object.fromEntries(gathered);
    const state = JSON.stringify(
      gathered.map(([, objects]) => objects.map((found) => textAt(found, "metadata", "resourceVersion"))),
    );
    if (state !== this.seen) [this.seen, this.since] = [state, Date.now()];
    const quietSeconds = this.quietSeconds ?? (Date.now() - this.since) / 1000;
    return this.awaiter.readiness(object, { ...nothingRelated, ...related, quietSeconds } satisfies Related);
  }
}

const sources: Readonly<Record<Source, (cluster: Cluster, object: KubernetesObject) => Promise<KubernetesObject[]>>> = {
  pods: (cluster, object) => cluster.list("v1", "Pod", namespaceOf(object)),
  replicaSets: (cluster, object) => cluster.list("apps/v1", "ReplicaSet", namespaceOf(object)),
  claims: (cluster, object) => cluster.list("v1", "PersistentVolumeClaim", namespaceOf(object)),
  services: (cluster, object) => cluster.list("v1", "Service", namespaceOf(object)),
  storageClasses: (cluster) => cluster.list("storage.k8s.io/v1", "StorageClass", ""),
  endpointSlices: (cluster, object) =>
    cluster.list("discovery.k8s.io/v1", "EndpointSlice", namespaceOf(object), {
      labelSelector: `kubernetes.io/service-name=${nameOf(object)}`,
    }),
  events: (cluster, object) =>
    cluster.list("v1", "Event", namespaceOf(object), {
      fieldSelector: `type=Warning,involvedObject.uid=${textAt(object, "metadata", "uid")}`,
    }),
};

/** Ends early when the operation is cancelled. */
export function sleep(milliseconds: number, cancelled: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, cancelled.aborted ? 0 : milliseconds);
    function done(): void {
      clearTimeout(timer);
      cancelled.removeEventListener("abort", done);
      resolve();
    }
    cancelled.addEventListener("abort", done);
  });
}
