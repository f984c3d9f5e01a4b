import { isObject, type Properties, type Value } from "../provider/values";
import { at, itemsAt, type KubernetesObject, objectAt, textAt } from "./objects";

/**
 * Fields in the API's own notation (`FieldsV1`): `f:` a member, `k:` a list item by its keys, `v:` one by its value.
 *
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management
 */
export type FieldTree = Properties;

/** Manager of what was created, until the first update hands it to the resource's own manager. */
export const creationManager = "pulumi-kubernetes";

/** Managers of fields that were never applied server-side: as in the official provider, an update takes them over. */
const takenOver: readonly string[] = [
  creationManager,
  "pulumi-kubernetes.exe",
  "pulumi-resource-kubernetes",
  "kubectl",
  "before-first-apply",
];

/** The fields that any of these managers owns; of every manager, without the argument. */
export function fieldsOf(object: KubernetesObject, isWanted: (manager: string) => boolean = () => true): FieldTree {
  return itemsAt(object, "metadata", "managedFields")
    .filter((entry) => isWanted(textAt(entry, "manager")))
    .map((entry) => objectAt(entry, "fieldsV1"))
    .reduce(merge, {});
}

/** Whether the tree has the field at the path, given as member names. */
export function hasField(tree: FieldTree, path: readonly (string | number)[]): boolean {
  return at(tree, ...path.map((step) => `f:${step}`)) !== undefined;
}

/** The tree below a member. */
export function below(tree: FieldTree, member: string): FieldTree {
  return objectAt(tree, `f:${member}`);
}

/** Names of the members that tell the items of an associative list apart; empty for a list that is owned as a whole. */
export function listKeys(tree: FieldTree): readonly string[] {
  const entry = Object.keys(tree).find((key) => key.startsWith("k:"));
  return entry ? Object.keys(itemKeys(entry)) : [];
}

/** The tree below the list item. */
export function belowItem(tree: FieldTree, item: Value): FieldTree {
  const entry = Object.keys(tree).find(
    (key) => key.startsWith("k:") && Object.entries(itemKeys(key)).every(([name, value]) => at(item, name) === value),
  );
  return entry ? objectAt(tree, entry) : {};
}

function itemKeys(entry: string): Properties {
  return JSON.parse(entry.slice("k:".length)) as Properties;
}

/** Whether an update of the object has fields to take over. */
export function hasForeignCreation(object: KubernetesObject): boolean {
  return itemsAt(object, "metadata", "managedFields").some(isTakenOver);
}

/** The object's `managedFields` after everything that was created or changed without apply has gone to the manager. */
export function handedOver(object: KubernetesObject, manager: string): Properties[] {
  const entries = itemsAt(object, "metadata", "managedFields");
  const isOurs = (entry: Properties) =>
    entry["manager"] === manager && entry["operation"] === "Apply" && !entry["subresource"];
  const gained = entries.filter(isTakenOver);
  const own = entries.find(isOurs) ?? { ...gained[0], manager, operation: "Apply" };
  const fieldsV1 = [own, ...gained].map((entry) => objectAt(entry, "fieldsV1")).reduce(merge, {});
  return [...entries.filter((entry) => !isTakenOver(entry) && !isOurs(entry)), { ...own, fieldsV1 }];
}

function isTakenOver(entry: Properties): boolean {
  return entry["operation"] === "Update" && !entry["subresource"] && takenOver.includes(textAt(entry, "manager"));
}

function merge(one: FieldTree, other: FieldTree): FieldTree {
  const merged: FieldTree = { ...one };
  for (const [key, value] of Object.entries(other)) {
    const present = merged[key];
    merged[key] = isObject(present) && isObject(value) ? merge(present, value) : value;
  }
  return merged;
}
