import { isObject } from "../provider/values";
import { at, type KubernetesObject, textAt, withMetadata } from "./objects";

/**
 * Annotations with which a program steers the provider.
 *
 * @see https://www.pulumi.com/registry/packages/kubernetes/installation-configuration/
 */
export const annotations = {
  autonamed: "pulumi.com/autonamed",
  skipAwait: "pulumi.com/skipAwait",
  waitFor: "pulumi.com/waitFor",
  timeoutSeconds: "pulumi.com/timeoutSeconds",
  patchForce: "pulumi.com/patchForce",
  patchFieldManager: "pulumi.com/patchFieldManager",
  deletionPropagationPolicy: "pulumi.com/deletionPropagationPolicy",
} as const;

type Annotation = (typeof annotations)[keyof typeof annotations];

export function annotationOf(object: KubernetesObject, annotation: Annotation): string {
  return textAt(object, "metadata", "annotations", annotation);
}

export function isAnnotated(object: KubernetesObject, annotation: Annotation): boolean {
  return annotationOf(object, annotation) === "true";
}

/** A copy of the object with the annotation set to `true`; as it is when its annotations are not known yet. */
export function annotated(object: KubernetesObject, annotation: Annotation): KubernetesObject {
  const present = at(object, "metadata", "annotations");
  if (present !== undefined && !isObject(present)) return object;
  return withMetadata(object, { annotations: { ...present, [annotation]: "true" } });
}

/** How long an operation may take: `customTimeouts` of the resource, else its annotation, else ten minutes. */
export function timeoutSecondsOf(object: KubernetesObject, customTimeout: number): number {
  if (customTimeout > 0) return customTimeout;
  const annotation = Number(annotationOf(object, annotations.timeoutSeconds));
  return Number.isInteger(annotation) && annotation > 0 ? annotation : 600;
}
