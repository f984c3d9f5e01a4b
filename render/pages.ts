import { yamlOf } from "../charts/manifests";
import type { Rendered } from "./environment";
import { groupOf } from "./scope";

/** Texts by the paths of their files. No namespace begins with `_`. */
export type Pages = ReadonlyMap<string, string>;

/** A YAML file for each object, in a folder for each namespace; and a text for what is not rendered, with what is known of it. */
export function pagesOf({ objects, patches, eksAddons, notRendered }: Rendered): Pages {
  const pages = new Map<string, string>();
  // A hook of a chart may have the kind and the name of another of its objects.
  const add = (path: string, text: string) => {
    const before = pages.get(path);
    pages.set(path, before === undefined ? text : `${before}---\n${text}`);
  };
  for (const object of objects) {
    const { namespace = "_cluster", name } = object.metadata;
    const kind = [object.kind, groupOf(object.apiVersion)].filter(Boolean).join(".");
    add(`${namespace}/${kind}-${name}.yaml`, yamlOf(object));
  }
  for (const patch of patches) {
    const { kind, metadata } = patch;
    const text = `Changes fields of an object that something in the cluster makes.\n\n${yamlOf(patch)}`;
    add(`_patches/${[metadata.namespace, kind, metadata.name].filter(Boolean).join("-")}.txt`, text);
  }
  for (const addon of eksAddons) add(`_eks/${addon.name}.txt`, `EKS installs it.\n\n${yamlOf(addon)}`);
  for (const chart of notRendered)
    add(`_charts/${chart.name}.txt`, `Not rendered: the chart is not at hand.\n\n${yamlOf(chart)}`);
  return new Map([...pages].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** All pages as one stream of YAML documents, with comments for what is not rendered. */
export const streamOf = (pages: Pages): string =>
  [...pages]
    .map(([path, text]) => `---\n# ${path}\n${path.endsWith(".yaml") ? text : text.replace(/^/gm, "# ")}`)
    .join("\n")
    .trimEnd();
