import { annotationOf, annotations, isAnnotated } from "./annotations";
import { isApiError, messageOf } from "./apiError";
import { sleep, type WaitOptions } from "./await/wait";
import { type Cluster, UnknownKindError } from "./cluster";
import { at, itemsAt, type KubernetesObject, nameOf, textAt } from "./objects";

/** Deletes the object and waits until it is gone. That it is gone already is fine, too. */
export async function deleteObject(
  cluster: Cluster,
  object: KubernetesObject,
  inputs: KubernetesObject,
  options: WaitOptions,
): Promise<void> {
  try {
    await cluster.delete(object, propagationOf(inputs));
  } catch (error) {
    // Custom resources are often deleted after their definition, and with it.
    if (isApiError(error, "NotFound") || error instanceof UnknownKindError) return;
    throw error;
  }
  if (isAnnotated(inputs, annotations.skipAwait)) return;
  await waitUntilGone(cluster, object, options);
  options.status("");
}

async function waitUntilGone(cluster: Cluster, object: KubernetesObject, options: WaitOptions): Promise<void> {
  const uid = textAt(object, "metadata", "uid");
  const deadline = Date.now() + options.timeoutSeconds * 1000;
  for (let delay = 100; ; delay = Math.min(delay * 1.5, 1000)) {
    let live: KubernetesObject | undefined;
    let obstacles: string;
    try {
      live = await cluster.find(object);
      if (!live || (uid && textAt(live, "metadata", "uid") !== uid)) return;
      obstacles = describeObstacles(live);
    } catch (error) {
      if (isApiError(error) && error.code < 500) throw error;
      obstacles = messageOf(error);
    }
    options.status(`Waiting for deletion${obstacles && `: ${obstacles}`}`);
    if (options.cancelled.aborted) throw new Error(`Resource operation was cancelled for "${nameOf(object)}"`);
    if (Date.now() >= deadline) {
      throw new Error(
        `'${nameOf(object)}' timed out waiting to be deleted after ${options.timeoutSeconds} s${obstacles && `: ${obstacles}`}`,
      );
    }
    await sleep(Math.min(delay, Math.max(deadline - Date.now(), 0)), options.cancelled);
  }
}

/** What keeps a deleted object alive: its finalizers; for a namespace, what is still in it. */
export function describeObstacles(object: KubernetesObject): string {
  // A namespace's finalizer in `spec` is there until it is empty; its conditions say what is left.
  const list = at(object, "metadata", "finalizers");
  const finalizers = Array.isArray(list) ? list.map(String) : [];
  const contents = itemsAt(object, "status", "conditions")
    .filter(
      (condition) =>
        condition["status"] === "True" && /^Namespace(Content|Finalizers|Deletion)/.test(textAt(condition, "type")),
    )
    .map((condition) => textAt(condition, "message"));
  const blocking = finalizers.length > 0 ? [`finalizers might be preventing deletion (${finalizers.join(", ")})`] : [];
  return [...contents, ...blocking].join("; ");
}

function propagationOf(inputs: KubernetesObject): "Foreground" | "Background" | "Orphan" {
  const policy = annotationOf(inputs, annotations.deletionPropagationPolicy).toLowerCase();
  if (policy === "orphan") return "Orphan";
  return policy === "background" ? "Background" : "Foreground";
}
