import type { KubernetesObject } from "../charts/manifests";

export const groupOf = (apiVersion: string): string =>
  apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";

/** The API groups that every API server has, and their kinds that are in no namespace. https://kubernetes.io/docs/reference/kubernetes-api/ */
const withoutNamespace: Readonly<Record<string, readonly string[]>> = {
  "": ["Namespace", "Node", "PersistentVolume"],
  "admissionregistration.k8s.io": [
    "MutatingAdmissionPolicy",
    "MutatingAdmissionPolicyBinding",
    "MutatingWebhookConfiguration",
    "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding",
    "ValidatingWebhookConfiguration",
  ],
  "apiextensions.k8s.io": ["CustomResourceDefinition"],
  "apiregistration.k8s.io": ["APIService"],
  apps: [],
  autoscaling: [],
  batch: [],
  "certificates.k8s.io": ["CertificateSigningRequest", "ClusterTrustBundle"],
  "coordination.k8s.io": [],
  "discovery.k8s.io": [],
  "flowcontrol.apiserver.k8s.io": ["FlowSchema", "PriorityLevelConfiguration"],
  "networking.k8s.io": ["IngressClass", "IPAddress", "ServiceCIDR"],
  "node.k8s.io": ["RuntimeClass"],
  policy: [],
  "rbac.authorization.k8s.io": ["ClusterRole", "ClusterRoleBinding"],
  "resource.k8s.io": ["DeviceClass", "ResourceSlice"],
  "scheduling.k8s.io": ["PriorityClass"],
  "storage.k8s.io": ["CSIDriver", "CSINode", "StorageClass", "VolumeAttachment", "VolumeAttributesClass"],
};

/** Whether every API server has the group, without a definition. */
export const isBuiltIn = (group: string): boolean => group in withoutNamespace;

/**
 * The object in the namespace into which Helm or Pulumi puts it where it names none itself. A kind whose definition comes from elsewhere
 * stays as it is: only a cluster knows its scope.
 *
 * @param definitions those that are rendered with it
 */
export function inNamespace(
  object: KubernetesObject,
  namespace: string,
  definitions: readonly KubernetesObject[],
): KubernetesObject {
  const { apiVersion, kind, metadata } = object;
  if (metadata.namespace !== undefined) return object;
  return isNamespaced(groupOf(apiVersion), kind, definitions)
    ? { ...object, metadata: { ...metadata, namespace } }
    : object;
}

interface DefinitionSpec {
  readonly group: string;
  readonly names: { readonly kind: string };
  readonly scope: string;
}

function isNamespaced(group: string, kind: string, definitions: readonly KubernetesObject[]): boolean {
  const known = withoutNamespace[group];
  if (known) return !known.includes(kind);
  const specs = definitions.map(({ spec }) => spec as DefinitionSpec);
  return specs.find((spec) => spec.group === group && spec.names.kind === kind)?.scope === "Namespaced";
}
