import { parseAllDocuments } from "yaml";
import type { Properties } from "../provider/values";
import { namespaceOf, objectAt, textAt, withMetadata } from "./objects";

/** Functions of the SDK that the provider answers. */
export async function invoke(
  token: string,
  args: Properties,
  isNamespaced: (apiVersion: string, kind: string) => Promise<boolean>,
): Promise<Properties> {
  switch (token) {
    case "kubernetes:yaml:decode":
      return { result: await decodeYaml(textAt(args, "text"), textAt(args, "defaultNamespace"), isNamespaced) };
    case "kubernetes:helm:template":
    case "kubernetes:kustomize:directory":
      throw new Error(
        `${token} is not supported by the twin's kubernetes provider: it does not render charts or kustomizations`,
      );
    default:
      throw new Error(`unknown Invoke type "${token}"`);
  }
}

async function decodeYaml(
  text: string,
  defaultNamespace: string,
  isNamespaced: (apiVersion: string, kind: string) => Promise<boolean>,
): Promise<Properties[]> {
  const objects: Properties[] = [];
  for (const document of parseAllDocuments(text)) {
    const [error] = document.errors;
    if (error) throw error;
    const object = objectAt({ document: document.toJS() as Properties }, "document");
    const [apiVersion, kind] = [textAt(object, "apiVersion"), textAt(object, "kind")];
    // Rendered manifests have empty documents.
    if (!apiVersion || !kind) continue;
    const defaulted = defaultNamespace && !namespaceOf(object) && (await isNamespaced(apiVersion, kind));
    objects.push(defaulted ? withMetadata(object, { namespace: defaultNamespace }) : object);
  }
  return objects;
}
