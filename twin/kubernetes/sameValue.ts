import { parseQuantity } from "../../capacity/quantity";
import type { Value } from "../provider/values";
import { scalarText } from "./objects";

/** Maps whose values are quantities, and single fields that hold one. */
const quantityMaps = new Set([
  "requests",
  "limits",
  "capacity",
  "allocatable",
  "hard",
  "overhead",
  "default",
  "defaultRequest",
]);
const quantityFields = new Set(["sizeLimit", "divisor", "averageValue"]);

/**
 * Whether a value of a program and the one that the API server made of it are the same.
 *
 * The server writes quantities in a canonical form: `0.5` becomes `500m`, `1024Mi` becomes `1Gi`.
 */
export function sameValue(path: readonly (string | number)[], one: Value, other: Value): boolean {
  if (one === other) return true;
  if (!holdsQuantity(path)) return false;
  const [left, right] = [quantity(one), quantity(other)];
  return left !== undefined && left === right;
}

function holdsQuantity(path: readonly (string | number)[]): boolean {
  const [field, parent] = [path.at(-1), path.at(-2)];
  return (
    (typeof field === "string" && quantityFields.has(field)) || (typeof parent === "string" && quantityMaps.has(parent))
  );
}

/** A quantity in billionths of its unit, where the value is one. */
export const quantity = (value: Value): bigint | undefined => parseQuantity(scalarText(value) ?? "");
