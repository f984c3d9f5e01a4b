import { parseAllDocuments, stringify } from "yaml";
import { z } from "zod";
import { ChartError } from "./error";

/** An object as it is handed to the API server. */
const kubernetesObject = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});

export type KubernetesObject = z.output<typeof kubernetesObject>;

const list = z.looseObject({ kind: z.literal("List"), items: z.array(kubernetesObject) });

/**
 * The objects of a manifest of one or more documents.
 *
 * Read as Helm and kubectl read it: YAML 1.1, in which `0644` is octal and `on` a boolean, but without its times and dates.
 *
 * @throws ChartError where a document is no object
 */
export const objectsIn = (text: string): KubernetesObject[] =>
  parseAllDocuments(text, {
    version: "1.1",
    customTags: (tags) =>
      tags.filter(
        (tag) => typeof tag === "string" || (tag.tag !== "tag:yaml.org,2002:timestamp" && tag.format !== "TIME"),
      ),
  }).flatMap((document) => {
    const [error] = document.errors;
    if (error) throw new ChartError(`is not YAML: ${error.message}`);
    const value: unknown = document.toJS();
    if (value === null) return [];
    const items = list.safeParse(value);
    if (items.success) return items.data.items;
    const object = kubernetesObject.safeParse(value);
    if (!object.success) throw new ChartError(`is no object of Kubernetes: ${JSON.stringify(value).slice(0, 200)}`);
    return [object.data];
  });

/** What stands first in a map, as people write it; the rest is in the order of the alphabet. */
const first = ["apiVersion", "kind", "metadata", "name"];

const rank = (key: string) => (first.includes(key) ? first.indexOf(key) : first.length);

/** YAML that says the same of the same, whatever order it came in. */
export const yamlOf = (value: unknown): string =>
  stringify(value, {
    version: "1.1",
    lineWidth: 0,
    aliasDuplicateObjects: false,
    sortMapEntries: ({ key: a }, { key: b }) => {
      const [one, other] = [String(a), String(b)];
      return rank(one) - rank(other) || (one < other ? -1 : 1);
    },
  });
