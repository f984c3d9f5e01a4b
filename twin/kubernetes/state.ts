import { isObject, type Properties, secret, UNKNOWN, type Value } from "../provider/values";
import { type KubernetesObject, objectAt, textAt, withMetadata, without } from "./objects";

/** What the state keeps of an object: the same as the official provider, so that either can go on from it. */
export interface Checkpoint {
  readonly live: KubernetesObject;
  /** `apiVersion` that the object was created with. */
  readonly initialApiVersion: string;
  /** Who owns the object's fields; the same for the object's whole life. */
  readonly fieldManager: string;
}

const keys = { inputs: "__inputs", initialApiVersion: "__initialApiVersion", fieldManager: "__fieldManager" } as const;

export function toOutputs(inputs: KubernetesObject, { live, initialApiVersion, fieldManager }: Checkpoint): Properties {
  return {
    ...withSecrets(renameKeys(withMetadata(live, { managedFields: undefined }), fromKubernetes)),
    // It may hold what the program marked as secret, which the engine can only know at the top level.
    [keys.inputs]: secret(renameKeys(inputs, fromKubernetes)),
    [keys.initialApiVersion]: initialApiVersion,
    [keys.fieldManager]: fieldManager,
  };
}

export function fromOutputs(outputs: Properties): Checkpoint {
  const live = Object.entries(outputs).filter(([key]) => !key.startsWith("__"));
  return {
    live: renameKeys(Object.fromEntries(live), toKubernetes),
    initialApiVersion: textAt(outputs, keys.initialApiVersion) || textAt(outputs, "apiVersion"),
    fieldManager: textAt(outputs, keys.fieldManager),
  };
}

/** Inputs as Kubernetes has them: the SDK writes `x_kubernetes_…` for members of a schema that start with `x-kubernetes-`. */
export function toObject(inputs: Properties): KubernetesObject {
  const object = renameKeys(inputs, toKubernetes);
  const readOnly = ["creationTimestamp", "deletionGracePeriodSeconds", "deletionTimestamp", "generation"];
  const fields = [...readOnly, "managedFields", "resourceVersion", "uid"];
  if (!isObject(object["metadata"])) return object;
  return withMetadata(object, Object.fromEntries(fields.map((field) => [field, undefined])));
}

/** The contents of a Secret are secret, whether or not the program said so. */
export function withSecrets(object: KubernetesObject): Properties {
  if (object["kind"] !== "Secret") return object;
  const entries = Object.entries(object).map(([key, value]) =>
    (key === "data" || key === "stringData") && value !== undefined && value !== null
      ? [key, secret(value)]
      : [key, value],
  );
  return Object.fromEntries(entries) as Properties;
}

/** Inputs of an object that the program only names: all of it that is not the server's. */
export function importedInputs(live: KubernetesObject): KubernetesObject {
  const inputs = without(toObject(live), "status");
  const serverSide = ["deployment.kubernetes.io/revision", "kubectl.kubernetes.io/last-applied-configuration"];
  const present = Object.entries(objectAt(inputs, "metadata", "annotations"));
  const annotations = present.filter(([key]) => !serverSide.includes(key));
  const kept: Properties | undefined = annotations.length > 0 ? Object.fromEntries(annotations) : undefined;
  return withMetadata(inputs, { annotations: kept });
}

/** The outputs in a preview: what the server would fill in is not known. */
export function previewOutputs(inputs: KubernetesObject, planned: KubernetesObject = inputs): Properties {
  // Left out, it is unknown to the program as a whole.
  const object = without(planned, "status");
  if (!isObject(object["metadata"])) return object;
  const serverSide = { uid: UNKNOWN, resourceVersion: UNKNOWN, creationTimestamp: UNKNOWN, generation: UNKNOWN };
  const preview = withMetadata(object, { ...serverSide, managedFields: undefined });
  const isService = object["kind"] === "Service" && object["apiVersion"] === "v1" && isObject(object["spec"]);
  if (!isService || objectAt(inputs, "spec")["clusterIP"] !== undefined) return withSecrets(preview);
  return { ...preview, spec: { ...objectAt(object, "spec"), clusterIP: UNKNOWN, clusterIPs: UNKNOWN } };
}

const dashed = [
  "x-kubernetes-embedded-resource",
  "x-kubernetes-int-or-string",
  "x-kubernetes-list-map-keys",
  "x-kubernetes-list-type",
  "x-kubernetes-map-type",
  "x-kubernetes-preserve-unknown-fields",
  "x-kubernetes-validations",
].map((key) => [key, key.replaceAll("-", "_")] as const);
const fromKubernetes = new Map(dashed);
const toKubernetes = new Map(dashed.map(([key, underscored]) => [underscored, key]));

function renameKeys(object: Properties, names: ReadonlyMap<string, string>): Properties {
  const rename = (value: Value | undefined): Value | undefined => {
    if (Array.isArray(value)) return value.map((item) => rename(item) ?? null);
    return isObject(value) ? renameKeys(value, names) : value;
  };
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [names.get(key) ?? key, rename(value)]));
}
