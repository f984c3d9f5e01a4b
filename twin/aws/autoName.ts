import type { CheckFailure } from "../provider/resourceProvider";
import { isObject, type Properties, UNKNOWN, type Value } from "../provider/values";
import { seededSuffix } from "./identifiers";
import { isAbsent, without } from "./paths";
import type { TypeRules } from "./rules";

/** Input in which the provider keeps which properties it filled in itself, as bridged providers do. */
export const DEFAULTS = "__defaults";

/** Whether the program gave the name, or the provider made it up. */
export function isGivenName(inputs: Properties, property: string): boolean {
  return !isAbsent(inputs[property]) && !madeUp(inputs).includes(property);
}

function madeUp(inputs: Properties): readonly Value[] {
  const defaults = inputs[DEFAULTS];
  return Array.isArray(defaults) ? defaults : [];
}

/** The inputs without what the provider notes for itself. */
export function withoutNotes(inputs: Properties): Properties {
  return without(inputs, DEFAULTS);
}

/**
 * Fills in a name where the program gave none: the logical name and 7 hexadecimal digits, kept for the life of the resource.
 */
export function withAutoName(
  rules: TypeRules,
  logicalName: string,
  request: { readonly olds: Properties; readonly news: Properties; readonly randomSeed: Uint8Array },
): { readonly inputs: Properties; readonly failures: readonly CheckFailure[] } {
  const { autoName } = rules;
  const { olds, news } = request;
  if (!autoName) return { inputs: news, failures: [] };
  const { property } = autoName;
  if (!isAbsent(news[property])) return { inputs: news, failures: [] };

  const withName = (name: Value): Properties => ({ ...news, [property]: name, [DEFAULTS]: [property] });
  const old = olds[property];
  if (typeof old === "string" && madeUp(olds).includes(property)) return { inputs: withName(old), failures: [] };

  const prefix = `${logicalName}-`;
  const name = `${prefix}${seededSuffix(request.randomSeed)}`;
  const reason = `name '${prefix}' plus 7 random chars is longer than maximum length ${autoName.maxLength}`;
  return { inputs: withName(name), failures: name.length > autoName.maxLength ? [{ property, reason }] : [] };
}

/** The tags of the resource over the provider's default tags. */
export function mergedTags(tags: Value | undefined, defaultTags: Properties): Value {
  if (tags === UNKNOWN) return UNKNOWN;
  return { ...defaultTags, ...(isObject(tags) ? tags : {}) };
}
