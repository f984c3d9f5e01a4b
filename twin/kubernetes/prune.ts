import { isObject, type Properties, type Value } from "../provider/values";
import { below, belowItem, fieldsOf, type FieldTree, listKeys } from "./managedFields";
import { at, type KubernetesObject, textAt } from "./objects";
import { sameValue } from "./sameValue";

/**
 * What the live object has of the fields that the inputs set, in the inputs' own shape.
 *
 * The server adds defaults and status, other managers add fields and list items: none of that is ours. Where the server only writes a value differently, the input's
 * form is kept, so that a refresh without drift changes nothing.
 */
export function pruneToInputs(live: KubernetesObject, inputs: KubernetesObject): KubernetesObject {
  return withStringData(pruneObject({ path: [], fields: fieldsOf(live) }, live, inputs), live, inputs);
}

interface Place {
  readonly path: readonly (string | number)[];
  /** Managed fields below the path: they know which lists are merged by key. */
  readonly fields: FieldTree;
}

function pruneObject({ path, fields }: Place, live: Properties, inputs: Properties): Properties {
  return Object.fromEntries(
    Object.keys(inputs).flatMap((key) => {
      const value = prune({ path: [...path, key], fields: below(fields, key) }, live[key], inputs[key]);
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

function prune(place: Place, live: Value | undefined, input: Value | undefined): Value | undefined {
  // The server drops empty maps and lists.
  if (live === undefined) return isEmpty(input) ? input : undefined;
  if (isObject(live) && isObject(input)) return pruneObject(place, live, input);
  if (Array.isArray(live) && Array.isArray(input)) return pruneList(place, live, input);
  return input !== undefined && sameValue(place.path, live, input) ? input : live;
}

function pruneList({ path, fields }: Place, live: Value[], inputs: Value[]): Value[] {
  const keys = listKeys(fields);
  const isSame = (item: Value, input: Value) =>
    keys.every((key) => at(input, key) === undefined || at(input, key) === at(item, key));
  const items = keys.length > 0 ? inputs.map((input) => live.find((item) => isSame(item, input))) : live;
  return items.flatMap((item, index) => {
    if (item === undefined) return [];
    const pruned = prune({ path: [...path, index], fields: belowItem(fields, item) }, item, inputs[index]);
    return pruned === undefined ? [] : [pruned];
  });
}

function isEmpty(value: Value | undefined): boolean {
  if (value === null || value === undefined) return true;
  return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}

/** `stringData` can only be written: what became of it is in `data`. */
function withStringData(pruned: Properties, live: KubernetesObject, inputs: KubernetesObject): Properties {
  if (textAt(live, "kind") !== "Secret" || !isObject(inputs["stringData"])) return pruned;
  const stored = Object.keys(inputs["stringData"]).filter((key) => at(live, "data", key) !== undefined);
  const decode = (key: string) => Buffer.from(textAt(live, "data", key), "base64").toString("utf8");
  return { ...pruned, stringData: Object.fromEntries(stored.map((key) => [key, decode(key)])) };
}
