import { join } from "node:path";
import { configNamespace } from "./namespace";
import { configSchema, isRecord, type PropertySchema } from "./propertySchema";

/** The file that the first line of every stack file names to the editor. */
export const stackFileSchemaPath = join(__dirname, "stack.schema.json");

/** Describes a whole `Pulumi.<stack>.yaml` to an editor. */
export function stackFileSchema(): PropertySchema {
  const { properties = {}, required = [] } = withDefaultsShown(configSchema());
  const key = (section: string) => `${configNamespace}:${section}`;
  const keys = Object.keys(properties).map(key);
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Stack file of eks-platform",
    description: "One environment. Written by `npm run schema` from the code in config/.",
    type: "object",
    properties: {
      config: {
        type: "object",
        properties: Object.fromEntries(Object.entries(properties).map(([section, schema]) => [key(section), schema])),
        required: required.map(key),
        // Other namespaces belong to Pulumi and its providers.
        propertyNames: { anyOf: [{ enum: keys }, { pattern: `^(?!${configNamespace}:)[^:]+:` }] },
      },
    },
    required: ["config"],
  };
}

/** Adds each default to the description, which is all that most editors show. */
function withDefaultsShown(schema: PropertySchema): PropertySchema {
  const shown = mapSchemas(schema, withDefaultsShown);
  const { default: value, description } = shown;
  if (description === undefined || value === undefined || isEmptyMap(value)) return shown;
  const [, text = description, link = ""] = /^(.*?)( https:\/\/\S+)$/.exec(description) ?? [];
  return { ...shown, description: `${text} Default: ${inline(value)}.${link}` };
}

/** The same schema with every one in it replaced. */
function mapSchemas(schema: PropertySchema, map: (inner: PropertySchema) => PropertySchema): PropertySchema {
  const inner = (value: unknown): unknown => (isRecord(value) && !Array.isArray(value) ? map(value) : value);
  const entries = Object.entries(schema).map(([key, value]): [string, unknown] => {
    if (key === "properties") return [key, mapValues(value as object, inner)];
    if (key === "oneOf" || key === "anyOf") return [key, (value as unknown[]).map(inner)];
    return [key, key === "items" || key === "additionalProperties" ? inner(value) : value];
  });
  return Object.fromEntries(entries);
}

const mapValues = (record: object, map: (value: unknown) => unknown) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));

const isEmptyMap = (value: unknown): boolean =>
  isRecord(value) && !Array.isArray(value) && Object.keys(value).length === 0;

/** As it would stand in a stack file, on one line. */
function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  if (!isRecord(value)) return String(value);
  return `{ ${Object.entries(value)
    .map(([key, each]) => `${key}: ${inline(each)}`)
    .join(", ")} }`;
}
