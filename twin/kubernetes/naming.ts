import { createHash } from "node:crypto";
import { annotated, annotations, isAnnotated } from "./annotations";
import { at, type KubernetesObject, nameOf, withMetadata } from "./objects";

/** The prefix with eight characters that depend on the seed only. */
export function uniqueName(prefix: string, seed: Uint8Array): string {
  return prefix + createHash("sha256").update(seed).digest("hex").slice(0, 8);
}

/** Whether the object has a name, be it one that is not known yet. */
export function isNamed(object: KubernetesObject): boolean {
  return nameOf(object) !== "";
}

export function isAutonamed(object: KubernetesObject): boolean {
  return isAnnotated(object, annotations.autonamed);
}

/**
 * Gives an object without a name the one that was generated for it before, or a new one.
 *
 * The annotation is how a later diff knows that a replacement may stand beside the old object.
 */
export function withName(
  object: KubernetesObject,
  old: KubernetesObject,
  logicalName: string,
  randomSeed: Uint8Array,
): KubernetesObject {
  if (isNamed(object) || at(object, "metadata", "generateName") !== undefined) return object;
  if (Object.keys(old).length > 0 && !isAutonamed(old)) return object;
  const name = isAutonamed(old) ? nameOf(old) : uniqueName(`${logicalName}-`, randomSeed);
  return annotated(withMetadata(object, { name }), annotations.autonamed);
}
