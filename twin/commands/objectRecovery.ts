import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { ClusterObjects, ObjectReference } from "../aws/eks/kubernetes/objects";
import type { KubernetesObject } from "../aws/eks/kubernetes/types";
import type { PendingOperation, StateEdit, StateResource } from "../engine/stateEdit";

/** How long an object may take to be gone: a namespace goes when all in it has gone. */
const DELETION_MILLISECONDS = 60_000;

/** The API server takes the time of an object and of its first change one after the other, in whole seconds. */
const CREATION_MILLISECONDS = 1000;

const RELEASE = "kubernetes:helm.sh/v3:Release";

const manifest = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});

/**
 * Settles an operation on a Kubernetes object that was cut off: what was being created is taken away, what was being deleted is deleted, and what was
 * being updated is updated again.
 */
export async function settleObject(
  objects: ClusterObjects,
  edit: StateEdit,
  { type: operation, resource }: PendingOperation,
): Promise<void> {
  if (operation === "updating") edit.markUnfinished(resource);
  if (resource.type === RELEASE) {
    await settleRelease(objects, operation, resource);
    return;
  }
  const reference = referenceOf(resource);
  // A patch is of an object that is somebody else's.
  if (!reference || resource.type.endsWith("Patch")) return;
  if (operation === "creating" && (await isOfProgram(objects, reference))) await remove(objects, reference);
  if (operation === "deleting") {
    await remove(objects, reference);
    edit.drop(resource);
  }
}

function referenceOf({ inputs }: StateResource): ObjectReference | undefined {
  const parsed = manifest.safeParse(inputs);
  if (!parsed.success) return undefined;
  const { apiVersion, kind, metadata } = parsed.data;
  return {
    apiVersion,
    kind,
    name: metadata.name,
    ...(metadata.namespace !== undefined && { namespace: metadata.namespace }),
  };
}

/** Whether the provider created it: its first change is as old as the object. One that was there before stays. */
async function isOfProgram(objects: ClusterObjects, reference: ObjectReference): Promise<boolean> {
  const { creationTimestamp, managedFields = [] } = (await objects.get<KubernetesObject>(reference))?.metadata ?? {};
  const age = (time: Date | string | undefined) =>
    new Date(time ?? 0).getTime() - new Date(creationTimestamp ?? 0).getTime();
  return managedFields.some(({ manager, time }) => manager?.startsWith("pulumi") && age(time) <= CREATION_MILLISECONDS);
}

async function remove(objects: ClusterObjects, reference: ObjectReference): Promise<void> {
  await objects.delete(reference);
  const deadline = Date.now() + DELETION_MILLISECONDS;
  while (await objects.get(reference)) {
    if (Date.now() > deadline) throw new Error(`${reference.kind} ${reference.name} is still being deleted.`);
    await sleep(100);
  }
}

/** Helm refuses a release that another process is at work on, and a name that is in use. What a forgotten release has installed is taken over by the next install. */
async function settleRelease(objects: ClusterObjects, operation: string, { inputs }: StateResource): Promise<void> {
  const { name, namespace } = z
    .looseObject({ name: z.string(), namespace: z.string().default("default") })
    .parse(inputs);
  const records = await objects.list<KubernetesObject>("v1", "Secret", { namespace, labels: { owner: "helm", name } });
  for (const { metadata } of records) {
    const isPending = metadata?.labels?.["status"]?.startsWith("pending-") ?? false;
    if (operation !== "creating" && !isPending) continue;
    await objects.delete({ apiVersion: "v1", kind: "Secret", name: metadata?.name ?? "", namespace });
  }
}
