import { isObject, type Properties, type Value } from "../provider/values";

/** A Kubernetes object as JSON: `apiVersion`, `kind`, `metadata` and what its kind adds. */
export type KubernetesObject = Properties;

/** The value at a path of member names and list positions; `undefined` where the path leads nowhere. */
export function at(value: Value | undefined, ...path: (string | number)[]): Value | undefined {
  let current = value;
  for (const step of path) {
    if (typeof step === "number") current = Array.isArray(current) ? current[step] : undefined;
    else current = isObject(current) ? current[step] : undefined;
  }
  return current;
}

/** The string at the path, or the empty string. */
export function textAt(value: Value | undefined, ...path: (string | number)[]): string {
  const found = at(value, ...path);
  return typeof found === "string" ? found : "";
}

/** The number at the path, or `undefined`. */
export function numberAt(value: Value | undefined, ...path: (string | number)[]): number | undefined {
  const found = at(value, ...path);
  return typeof found === "number" ? found : undefined;
}

/** The objects of the list at the path; an empty list where there is none. */
export function itemsAt(value: Value | undefined, ...path: (string | number)[]): Properties[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found.filter(isObject) : [];
}

/** The object at the path; an empty one where there is none. */
export function objectAt(value: Value | undefined, ...path: (string | number)[]): Properties {
  const found = at(value, ...path);
  return isObject(found) ? found : {};
}

/** A copy of the object without the member. */
export function without(object: Properties, member: string): Properties {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== member));
}

/** The scalar as text; `undefined` for anything else. */
export function scalarText(value: Value | undefined): string | undefined {
  return value === undefined || value === null || typeof value === "object" ? undefined : String(value);
}

export function nameOf(object: KubernetesObject): string {
  return textAt(object, "metadata", "name");
}

export function namespaceOf(object: KubernetesObject): string {
  return textAt(object, "metadata", "namespace");
}

/** How an object is called in messages: without its namespace where that is the default one. */
export function displayName(object: KubernetesObject): string {
  const namespace = namespaceOf(object);
  return namespace && namespace !== "default" ? `${namespace}/${nameOf(object)}` : nameOf(object);
}

/** The condition of this type in the object's status. */
export function conditionOf(object: KubernetesObject, type: string): Properties | undefined {
  return itemsAt(object, "status", "conditions").find((condition) => condition["type"] === type);
}

export function isOwnedBy(object: KubernetesObject, owner: KubernetesObject): boolean {
  const uid = textAt(owner, "metadata", "uid");
  return uid !== "" && itemsAt(object, "metadata", "ownerReferences").some((reference) => reference["uid"] === uid);
}

/** A copy of the object in which `change` has been applied to the metadata. */
export function withMetadata(object: KubernetesObject, change: Properties): KubernetesObject {
  const metadata = Object.entries({ ...objectAt(object, "metadata"), ...change });
  return { ...object, metadata: Object.fromEntries(metadata.filter(([, value]) => value !== undefined)) };
}

/** Resource id in the state: `namespace/name`, or `name` for a cluster-scoped object. */
export function idOf(object: KubernetesObject): string {
  const namespace = namespaceOf(object);
  return namespace ? `${namespace}/${nameOf(object)}` : nameOf(object);
}

export function parseId(id: string): { namespace: string; name: string } {
  const slash = id.indexOf("/");
  return slash < 0 ? { namespace: "", name: id } : { namespace: id.slice(0, slash), name: id.slice(slash + 1) };
}
