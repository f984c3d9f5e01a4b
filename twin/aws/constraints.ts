import type { CheckFailure } from "../provider/resourceProvider";
import { isObject, type Properties, UNKNOWN, type Value } from "../provider/values";
import { elementsAt, valuesAt } from "./paths";
import type { Constraint, TypeRules } from "./rules";
import { shown } from "./read";

export interface BrokenLimit extends CheckFailure {
  readonly constraint: Constraint;
}

/**
 * The limits of `aws-rules.json` that these inputs break; unknown values break none.
 * @param by who refuses: the provider, already in a preview, or only the service
 */
export function brokenLimits(rules: TypeRules, inputs: Properties, by: "provider" | "service"): BrokenLimit[] {
  return Object.entries(rules.constraints ?? {})
    .filter(([, constraint]) => (constraint.refusedBy ?? "provider") === by)
    .flatMap(([path, constraint]) =>
      [...listReasons(path, constraint, inputs), ...valueReasons(path, constraint, inputs)].map((reason) => ({
        property: path,
        reason,
        constraint,
      })),
    );
}

function listReasons(
  path: string,
  { minItems, maxItems, keyMax, valueMax, reservedPrefix }: Constraint,
  inputs: Properties,
): string[] {
  return valuesAt(inputs, path).flatMap((value) => {
    const reasons: string[] = [];
    if (Array.isArray(value)) {
      if (minItems !== undefined && value.length < minItems)
        reasons.push(`expected at least ${minItems} in ${path}, got ${value.length}`);
      if (maxItems !== undefined && value.length > maxItems)
        reasons.push(`expected at most ${maxItems} in ${path}, got ${value.length}`);
    } else if (isObject(value)) {
      const entries = Object.entries(value);
      // Only maps have limits of keys: elsewhere `maxItems: 1` is of a list that Pulumi flattens to its one object.
      if (keyMax !== undefined && maxItems !== undefined && entries.length > maxItems)
        reasons.push(`expected at most ${maxItems} in ${path}, got ${entries.length}`);
      for (const [key, member] of entries) {
        if (keyMax !== undefined && key.length > keyMax)
          reasons.push(`expected keys of ${path} of at most ${keyMax} characters, got ${key}`);
        if (valueMax !== undefined && typeof member === "string" && member.length > valueMax)
          reasons.push(`expected values of ${path} of at most ${valueMax} characters, got ${member}`);
        if (reservedPrefix !== undefined && key.startsWith(reservedPrefix))
          reasons.push(`keys of ${path} must not begin with ${reservedPrefix}, got ${key}`);
      }
    }
    return reasons;
  });
}

function valueReasons(path: string, constraint: Constraint, inputs: Properties): string[] {
  return elementsAt(inputs, path)
    .filter((value) => value !== UNKNOWN && !isObject(value))
    .flatMap((value) => valueReason(path, constraint, value) ?? []);
}

function valueReason(path: string, constraint: Constraint, value: Value): string | undefined {
  if (constraint.enum && !constraint.enum.some((allowed) => String(allowed) === shown(value)))
    return `expected ${path} to be one of [${constraint.enum.map((allowed) => JSON.stringify(allowed)).join(" ")}], got ${shown(value)}`;

  const { min, max } = constraint;
  if (typeof value === "string" && !constraint.enum) {
    if ((min !== undefined && value.length < min) || (max !== undefined && value.length > max))
      return `expected length of ${path} to be in the range (${min ?? 0} - ${max ?? "any"}), got ${value}`;
    if (constraint.pattern !== undefined && !new RegExp(`^(?:${constraint.pattern})$`).test(value))
      return `invalid value for ${path} (must match ${constraint.pattern}), got ${value}`;
  }
  if (typeof value === "number" && ((min !== undefined && value < min) || (max !== undefined && value > max)))
    return `expected ${path} to be in the range (${min ?? "any"} - ${max ?? "any"}), got ${value}`;
  return undefined;
}
