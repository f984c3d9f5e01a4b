import { join } from "node:path";
import { configNamespace } from "./namespace";
import { configSchema, type PropertySchema } from "./propertySchema";

/** The file that the first line of every stack file names to the editor. */
export const stackFileSchemaPath = join(__dirname, "stack.schema.json");

/** Describes a whole `Pulumi.<stack>.yaml` to an editor. */
export function stackFileSchema(): PropertySchema {
  const { properties = {}, required = [] } = configSchema();
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
