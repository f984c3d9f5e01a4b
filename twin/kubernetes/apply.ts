import { annotations, isAnnotated } from "./annotations";
import { ApiError, isApiError, messageOf } from "./apiError";
import { sleep } from "./await/wait";
import { type Cluster, UnknownKindError } from "./cluster";
import { parsePath } from "./diff";
import { creationManager, fieldsOf, handedOver, hasField, hasForeignCreation } from "./managedFields";
import { at, type KubernetesObject, objectAt, textAt, withMetadata, without } from "./objects";
import { isObject, type Properties, type Value } from "../provider/values";

export interface ApplyOptions {
  readonly fieldManager: string;
  readonly dryRun: boolean;
  /** Only a part of an object that somebody else created. */
  readonly patch: boolean;
  /** `enablePatchForce` of the provider. */
  readonly force: boolean;
}

export interface CreateOptions extends ApplyOptions {
  /** `upsertExistingObjects` of the provider. */
  readonly upsert: boolean;
  readonly cancelled: AbortSignal;
  status(message: string): void;
}

/**
 * Creates the object, and refuses one that is there already.
 *
 * As in the official provider that is a plain create, for server-side apply can't tell the two apart; the first update hands the fields over to the resource's own manager.
 */
export async function createObject(
  cluster: Cluster,
  object: KubernetesObject,
  options: CreateOptions,
): Promise<KubernetesObject> {
  const { dryRun, fieldManager } = options;
  const create = () =>
    options.patch || options.upsert
      ? cluster.apply(object, { dryRun, fieldManager, force: dryRun || isForced(object, options) })
      : cluster.create(object, { dryRun, fieldManager: creationManager });
  try {
    return await withRetries(create, options);
  } catch (error) {
    if (isApiError(error, "AlreadyExists"))
      throw new ApiError(error.code, { ...error.status, message: existsText(error) });
    throw explainConflict(error, fieldManager);
  }
}

/** Namespaces and definitions of custom resources may come a moment later than what needs them. */
async function withRetries(create: () => Promise<KubernetesObject>, options: CreateOptions): Promise<KubernetesObject> {
  const retries = options.dryRun ? 0 : 5;
  for (let retry = 1; ; retry++) {
    try {
      return await create();
    } catch (error) {
      const mayAppear = isApiError(error, "NotFound") || error instanceof UnknownKindError;
      if (!mayAppear || retry > retries || options.cancelled.aborted) throw error;
      options.status(`Retry #${retry}; creation failed: ${messageOf(error)}`);
      await sleep(500 * 2 ** retry, options.cancelled);
    }
  }
}

function existsText(error: ApiError): string {
  return `${error.message}

The resource already exists in the cluster. This can happen when:

  - Renaming a Pulumi resource: use an alias to preserve the identity,
    or use deleteBeforeReplace if the resource needs replacement.
  - Managing an existing resource: use a Patch resource (e.g. NamespacePatch)
    to manage specific fields without owning the resource lifecycle.
  - Adopting a resource into Pulumi: use \`pulumi import\`.
  - Intentional upsert: set upsertExistingObjects on the provider to allow
    server-side apply to update existing objects on create.`;
}

export interface UpdateOptions extends ApplyOptions {
  readonly ignoreChanges: readonly string[];
}

export async function updateObject(
  cluster: Cluster,
  object: KubernetesObject,
  options: UpdateOptions,
): Promise<KubernetesObject> {
  const { dryRun, fieldManager } = options;
  const live = await cluster.get(object);
  // Apply would merge the versions and schemas of a definition with the old ones.
  if (object["kind"] === "CustomResourceDefinition" && !options.patch) {
    const resourceVersion = textAt(live, "metadata", "resourceVersion");
    return cluster.replace(withMetadata(object, { resourceVersion }), { dryRun, fieldManager });
  }
  const takesOver = !options.patch && hasForeignCreation(live);
  const current = takesOver && !dryRun ? await handOver(cluster, live, fieldManager) : live;
  const news = withoutIgnored(object, current, options.ignoreChanges, fieldManager);
  const force = isForced(object, options) || (dryRun && takesOver);
  try {
    return await cluster.apply(news, { dryRun, fieldManager, force });
  } catch (error) {
    throw explainConflict(error, fieldManager);
  }
}

/** Gives up a manager's fields: those that nobody else owns go back to their defaults or away. */
export async function relinquish(cluster: Cluster, object: KubernetesObject, fieldManager: string): Promise<void> {
  const { name, namespace } = objectAt(object, "metadata");
  const { apiVersion, kind } = object;
  try {
    await cluster.apply({ apiVersion, kind, metadata: { name, namespace } }, { fieldManager });
  } catch (error) {
    const required = isApiError(error, "Invalid")
      ? error.causes.find(({ reason }) => reason === "FieldValueRequired")
      : undefined;
    if (!required) throw error;
    throw new Error(
      "this Patch resource is currently managing a required field, so it can't be deleted directly. Either set the `retainOnDelete` resource option, " +
        `or transfer ownership of the field before deleting: ${required.field}`,
    );
  }
}

async function handOver(cluster: Cluster, live: KubernetesObject, fieldManager: string): Promise<KubernetesObject> {
  const resourceVersion = textAt(live, "metadata", "resourceVersion");
  return cluster.merge(live, { metadata: { resourceVersion, managedFields: handedOver(live, fieldManager) } });
}

/**
 * The object with what is on the cluster in its ignored fields.
 *
 * A field that only others own is left out, for applying it would be a conflict: the replicas under an autoscaler.
 */
function withoutIgnored(
  object: KubernetesObject,
  live: KubernetesObject,
  ignoreChanges: readonly string[],
  fieldManager: string,
): KubernetesObject {
  const ours = fieldsOf(live, (manager) => manager === fieldManager);
  const theirs = fieldsOf(live, (manager) => manager !== fieldManager);
  return ignoreChanges.map(parsePath).reduce((result, path) => {
    const found = at(live, ...path);
    if (hasField(theirs, path) && !hasField(ours, path)) return replaceAt(result, path, undefined);
    return found === undefined ? result : replaceAt(result, path, found);
  }, object);
}

function replaceAt(object: Properties, path: readonly (string | number)[], value: Value | undefined): Properties {
  const [step, ...rest] = path;
  // A single position of a list can't be owned apart from the others; the engine has put the old value there.
  if (typeof step !== "string") return object;
  const member = object[step];
  const changed = rest.length === 0 ? value : isObject(member) ? replaceAt(member, rest, value) : member;
  return changed === undefined ? without(object, step) : { ...object, [step]: changed };
}

function isForced(object: KubernetesObject, { force }: ApplyOptions): boolean {
  return isAnnotated(object, annotations.patchForce) || force;
}

function explainConflict(error: unknown, fieldManager: string): unknown {
  if (!isApiError(error, "Conflict")) return error;
  return new Error(
    "Server-side apply field conflict detected, see https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/managing-resources-with-server-side-apply/" +
      "#handle-field-conflicts-on-existing-resources for troubleshooting help\n" +
      `The resource managed by field manager "${fieldManager}" had an apply conflict: ${error.message}\n` +
      `Leave these fields to their manager (ignoreChanges), or take them with the annotation ${annotations.patchForce}: "true".`,
  );
}
