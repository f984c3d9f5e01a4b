import type { z } from "zod";
import { isRecord, propertySchema, type PropertySchema } from "./propertySchema";
import type { Problem } from "./errors";
import { nearest } from "../components/spec/nearest";

type Path = readonly PropertyKey[];

/** What zod found, in the words of a person who edits the stack file. */
export function problemsOf(issues: readonly z.core.$ZodIssue[], values: unknown): Problem[] {
  const unknownKeys = issues.flatMap((issue) =>
    issue.code === "unrecognized_keys" ? issue.keys.map((key) => unknownKey([...issue.path, key], values)) : [],
  );
  const meant = new Set(unknownKeys.map(({ meantPath }) => meantPath));
  const others = issues.flatMap((issue): Problem[] => {
    if (issue.code === "unrecognized_keys") return [];
    const { path } = issue;
    const message = issue.code === "invalid_key" ? (issue.issues[0]?.message ?? issue.message) : issue.message;
    const given = issue.code === "invalid_key" ? path.at(-1) : valueAt(values, path);
    if (given !== undefined) return [{ path, message: join(describeValue(given), message) }];
    // A rule may refuse what the stack file leaves to a default.
    if (issue.code === "custom") return [{ path, message: join(describeDefault(path, values), message) }];
    // A mistyped key is one problem, not a second one for what it left out.
    if (meant.has(path.join("\0"))) return [];
    return [{ path, message: `is missing: ${describeProperty(path, values) ?? message}` }];
  });
  return [...unknownKeys.map(({ problem }) => problem), ...others];
}

/** Words for what the schema itself says nothing about. */
export const describeIssue: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === "invalid_type") return `must be ${typeNames[issue.expected] ?? issue.expected}`;
  if (issue.code !== "invalid_value") return undefined;
  const values = issue.values.map(String);
  const near = typeof issue.input === "string" ? nearest(issue.input, values) : undefined;
  return `must be ${oneOf(values)}${near === undefined ? "" : `; did you mean ${near}?`}`;
};

const typeNames: Readonly<Partial<Record<string, string>>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map",
  record: "a map",
};

const oneOf = (values: readonly string[]): string =>
  values.length === 1 ? `${values[0]}` : `one of ${values.join(", ")}`;

function unknownKey(path: Path, values: unknown): { readonly problem: Problem; readonly meantPath: string } {
  const parent = path.slice(0, -1);
  const schema = propertySchema(parent, values);
  const known = [...Object.keys(schema?.properties ?? {}), ...keysOf(schema?.propertyNames)];
  const key = String(path.at(-1));
  const near = known.includes(key.trim()) ? key.trim() : nearest(key, known);
  if (near !== undefined && near === key.trim()) {
    const message = `has a space or a tab before or after it; write ${near}`;
    return { problem: { path, message }, meantPath: [...parent, near].join("\0") };
  }
  const hint = near === undefined ? `known here: ${known.join(", ") || "none"}` : `did you mean ${near}?`;
  return {
    problem: { path, message: `is not a known key; ${hint}` },
    meantPath: [...parent, near].join("\0"),
  };
}

const keysOf = (names: PropertySchema["propertyNames"]): string[] =>
  typeof names === "object" ? (names.enum ?? []).map(String) : [];

/** What a property takes, or else the first sentence of its description, which says more than its type. */
function describeProperty(path: Path, values: unknown): string | undefined {
  const schema: PropertySchema | undefined = propertySchema(path, values);
  if (schema?.enum) return oneOf(schema.enum.map(String));
  return /^.*?(?=[.:;] |\.?$)/.exec(schema?.description ?? "")?.[0] || undefined;
}

const valueAt = (values: unknown, path: Path): unknown =>
  path.reduce((value, step) => (isRecord(value) ? value[step] : undefined), values);

/** What is required was not given: there is nothing to say about it first. */
const join = (given: string | undefined, message: string) =>
  given === undefined || message.startsWith("is required") ? message : `${given}; ${message}`;

function describeValue(value: unknown): string | undefined {
  if (value === null) return "is empty";
  const shown = show(value);
  return shown && `is ${shown}`;
}

function describeDefault(path: Path, values: unknown): string {
  const shown = show(propertySchema(path, values)?.default ?? {});
  return shown === undefined ? "is left out" : `is ${shown} by default`;
}

/** Single values and short lists of them; undefined for what would not fit into a sentence. */
function show(value: unknown): string | undefined {
  if (Array.isArray(value)) {
    const items = value.map(show);
    const text = `[${items.join(", ")}]`;
    return items.includes(undefined) || text.length > 80 ? undefined : text;
  }
  if (typeof value === "object" && value !== null) return undefined;
  if (typeof value !== "string") return String(value);
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 77)}...` : value);
}
