import { containsUnknown, type Properties } from "../provider/values";
import { type ApiError, isApiError } from "./apiError";
import { createObject, type CreateOptions, updateObject, type UpdateOptions } from "./apply";
import type { Cluster } from "./cluster";
import { creationManager } from "./managedFields";
import { type KubernetesObject, textAt, withMetadata } from "./objects";
import { previewOutputs } from "./state";

/** Whether the server can be asked what would become of the object. */
export async function isPlannable(cluster: Cluster, object: KubernetesObject): Promise<boolean> {
  if (containsUnknown(object)) return false;
  return (await cluster.kindOf(textAt(object, "apiVersion"), textAt(object, "kind"))) !== undefined;
}

/** What the server would make of a new object. It refuses in the preview what it would refuse in the update: above all unknown and ill-typed fields. */
export async function planCreate(
  cluster: Cluster,
  inputs: KubernetesObject,
  options: CreateOptions,
): Promise<Properties> {
  try {
    return previewOutputs(inputs, await createObject(cluster, inputs, options));
  } catch (error) {
    if (!isApiError(error)) throw error;
    if (isMissingNamespace(error)) await validateElsewhere(cluster, inputs);
    // An object that is to be replaced is still there; rights may come with the update.
    else if (!["AlreadyExists", "Forbidden"].includes(error.reason)) throw error;
    return previewOutputs(inputs);
  }
}

export async function planUpdate(
  cluster: Cluster,
  inputs: KubernetesObject,
  options: UpdateOptions,
): Promise<Properties> {
  try {
    return previewOutputs(inputs, await updateObject(cluster, inputs, options));
  } catch (error) {
    if (!isApiError(error, "Forbidden")) throw error;
    return previewOutputs(inputs);
  }
}

function isMissingNamespace(error: ApiError): boolean {
  return error.reason === "NotFound" && error.kind === "namespaces";
}

/** The namespace comes with the same update: its object is validated where it would not be refused for that. */
async function validateElsewhere(cluster: Cluster, object: KubernetesObject): Promise<void> {
  const elsewhere = withMetadata(object, { namespace: "default" });
  try {
    await cluster.create(elsewhere, { dryRun: true, fieldManager: creationManager });
  } catch (error) {
    // Any other refusal is about the other namespace: its quota, its service accounts, an object of that name.
    if (!isApiError(error) || isApiError(error, "BadRequest", "Invalid")) throw error;
  }
}
