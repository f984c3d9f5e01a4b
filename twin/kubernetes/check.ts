import type { CheckRequest } from "../provider/resourceProvider";
import { containsUnknown, isObject, type Properties, UNKNOWN } from "../provider/values";
import { withName } from "./naming";
import { at, itemsAt, type KubernetesObject, namespaceOf, nameOf, objectAt, textAt, withMetadata } from "./objects";
import { toObject } from "./state";
import { parseTypeToken } from "./typeToken";

export interface CheckContext {
  /** Where objects go that name no namespace. */
  readonly namespace: string;
  isNamespaced(apiVersion: string, kind: string): Promise<boolean>;
}

/** The object that the inputs describe, with its name and namespace. */
export async function checkInputs(request: CheckRequest, context: CheckContext): Promise<KubernetesObject> {
  refuseUnsupported(request.type, request.news);
  const news = toObject(request.news);
  const token = parseTypeToken(request.type, textAt(news, "kind"));
  const { apiVersion, kind } = { ...token, ...withoutUndefined(news) };
  const object: KubernetesObject = { apiVersion, kind, ...news, metadata: news["metadata"] ?? {} };
  // Whether there is a name in metadata that is not known yet, nobody can tell.
  if (!isObject(object["metadata"])) return object;

  if (token.patch && nameOf(object) === "") {
    throw new Error("patch resources require the `.metadata.name` field to be set");
  }
  if (at(object, "metadata", "generateName") !== undefined && nameOf(object) === "") {
    throw new Error("the `.metadata.generateName` field is not supported in Server-Side Apply mode");
  }
  const named = withName(object, toObject(request.olds), request.name, request.randomSeed);
  const needsNamespace = namespaceOf(named) === "" && at(named, "metadata", "namespace") !== UNKNOWN;
  const isNamespaced = await context.isNamespaced(textAt(named, "apiVersion"), textAt(named, "kind"));
  if (!isNamespaced) return withMetadata(named, { namespace: undefined });
  return needsNamespace ? withMetadata(named, { namespace: context.namespace }) : named;
}

function withoutUndefined({ apiVersion, kind }: Properties): Properties {
  return { ...(apiVersion !== undefined && { apiVersion }), ...(kind !== undefined && { kind }) };
}

function refuseUnsupported(type: string, news: Properties): void {
  if (type === "kubernetes:helm.sh/v3:Release") {
    throw new Error(`${type} is not supported by the twin's kubernetes provider yet`);
  }
  if (type.endsWith("List") && Array.isArray(news["items"])) {
    throw new Error(
      "list resources exist for compatibility with YAML manifests and Helm charts, and cannot be created directly. Use the underlying resource type instead",
    );
  }
}

/** Kinds that a CustomResourceDefinition brings, as `apiVersion/kind`, and whether they are namespaced. */
export function customKinds(object: KubernetesObject): [kind: string, namespaced: boolean][] {
  if (object["kind"] !== "CustomResourceDefinition" || containsUnknown(objectAt(object, "spec", "names"))) return [];
  const spec = objectAt(object, "spec");
  return itemsAt(spec, "versions").map((version) => [
    `${textAt(spec, "group")}/${textAt(version, "name")}/${textAt(spec, "names", "kind")}`,
    textAt(spec, "scope") !== "Cluster",
  ]);
}
