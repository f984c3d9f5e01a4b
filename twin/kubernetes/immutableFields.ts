import table from "./immutable-fields.json";
import { type KubernetesObject, textAt } from "./objects";

export interface Mutability {
  /** A changed ConfigMap is updated in place, unless it is `immutable`. */
  readonly configMaps: boolean;
  /** A changed Secret is updated in place, unless it is `immutable`. */
  readonly secrets: boolean;
}

const fieldsOfKind: Readonly<Record<string, readonly string[]>> = table.kinds;
const containerFields = ["containers", "initContainers"].flatMap((list) =>
  table.podContainers.map((field) => `spec.${list}.*.${field}`),
);

/** Paths whose change replaces the object; `*` stands for any position of a list. */
export function immutableFields(object: KubernetesObject, mutable: Mutability): readonly string[] {
  const kind = `${textAt(object, "apiVersion")}/${textAt(object, "kind")}`;
  const immutable = object["immutable"] === true;
  if (kind === "v1/ConfigMap" && (immutable || !mutable.configMaps)) {
    return [...table.everyKind, ...table.immutableConfigMap];
  }
  if (kind === "v1/Secret" && (immutable || !mutable.secrets)) return [...table.everyKind, ...table.immutableSecret];
  return [...table.everyKind, ...(fieldsOfKind[kind] ?? []), ...(kind === "v1/Pod" ? containerFields : [])];
}

/** What identifies an object: all that replaces a patch of one. */
export const identityFields: readonly string[] = table.everyKind;
