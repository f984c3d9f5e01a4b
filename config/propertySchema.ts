import { z } from "zod";
import { platformConfig } from "./schema";

export type PropertySchema = z.core.JSONSchema.JSONSchema;

let schema: PropertySchema | undefined;

/** The configuration as a stack file may write it, defaults left out. Draft 7 is what YAML editors know best. */
export const configSchema = (): PropertySchema =>
  (schema ??= z.toJSONSchema(platformConfig, { io: "input", target: "draft-7" }));

/** The schema of one place in the configuration, such as `["network", "vpcCidr"]`. */
export function propertySchema(path: readonly PropertyKey[]): PropertySchema | undefined {
  return path.reduce<PropertySchema | undefined>((schema, step) => child(schema, step), variants(configSchema()));
}

function child(schema: PropertySchema | undefined, step: PropertyKey): PropertySchema | undefined {
  const next =
    typeof step === "number" ? schema?.items : (schema?.properties?.[String(step)] ?? schema?.additionalProperties);
  return typeof next === "object" && !Array.isArray(next) ? variants(next) : undefined;
}

/** A choice between several maps, seen as one map with the keys of all. */
function variants(schema: PropertySchema): PropertySchema {
  const choices = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].filter((choice) => typeof choice === "object");
  if (choices.length === 0) return schema;
  return {
    ...schema,
    properties: Object.assign({}, ...choices.map(({ properties }) => properties)) as PropertySchema["properties"],
  };
}
