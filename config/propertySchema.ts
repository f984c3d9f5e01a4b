import { z } from "zod";
import { platformConfig } from "./schema";

export type PropertySchema = z.core.JSONSchema.JSONSchema;

let schema: PropertySchema | undefined;

/** The configuration as a stack file may write it, defaults left out. Draft 7 is what YAML editors know best. */
export const configSchema = (): PropertySchema =>
  (schema ??= z.toJSONSchema(platformConfig, { io: "input", target: "draft-7" }));

/**
 * The schema of one place in the configuration, for example `["network", "cidrBlock"]`.
 *
 * @param values the configuration, which says of which kind an entry is
 */
export function propertySchema(path: readonly PropertyKey[], values?: unknown): PropertySchema | undefined {
  let schema: PropertySchema | undefined = configSchema();
  let value = values;
  for (const step of path) {
    value = isRecord(value) ? value[step] : undefined;
    schema = schema && child(schema, step);
    schema &&= variant(schema, value);
  }
  return schema;
}

export const isRecord = (value: unknown): value is Readonly<Record<PropertyKey, unknown>> =>
  typeof value === "object" && value !== null;

function child(schema: PropertySchema, step: PropertyKey): PropertySchema | undefined {
  const next =
    typeof step === "number" ? schema.items : (schema.properties?.[String(step)] ?? schema.additionalProperties);
  return typeof next === "object" && !Array.isArray(next) ? next : undefined;
}

/** Of a choice between several maps the one of the value's kind; without a known kind one map with the keys of all. */
function variant(schema: PropertySchema, value: unknown): PropertySchema {
  const choices = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].filter((choice) => typeof choice === "object");
  if (choices.length === 0) return schema;
  const kind = isRecord(value) ? value.kind : undefined;
  const chosen = choices.find(
    ({ properties }) => typeof properties?.kind === "object" && properties.kind.const === kind,
  );
  return (
    chosen ?? {
      ...schema,
      properties: Object.assign({}, ...choices.map(({ properties }) => properties)) as PropertySchema["properties"],
    }
  );
}
