import { isObject, type Properties, UNKNOWN, type Value } from "../provider/values";

/** The value when it is text that is known. */
export function text(value: Value | undefined): string | undefined {
  return typeof value === "string" && value !== UNKNOWN && value !== "" ? value : undefined;
}

/** The texts of a list; empty when there is none. */
export function texts(value: Value | undefined): string[] {
  return Array.isArray(value) ? value.flatMap((item) => text(item) ?? []) : [];
}

export function objects(value: Value | undefined): Properties[] {
  if (Array.isArray(value)) return value.filter(isObject);
  return isObject(value) ? [value] : [];
}

/** The value as it stands in a message or an identifier; nothing for none. */
export function shown(value: Value | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
