import type { Host } from "../provider/resourceProvider";
import { containsUnknown, type Properties } from "../provider/values";
import { messageOf } from "./apiError";
import { Cluster } from "./cluster";
import { HttpClient } from "./httpClient";
import { activeContext, readKubeconfig } from "./kubeconfig";
import type { ProviderOptions } from "./options";

/** The provider's cluster, or why there is none to talk to. */
export type Connection =
  | { readonly cluster: Cluster; readonly namespace: string }
  | { readonly cluster?: undefined; readonly namespace: string; readonly reason: string };

/** Never fails: a provider without a cluster can still preview, and say what to do when it is asked for more. */
export async function connect(config: Properties, options: ProviderOptions, host: Host): Promise<Connection> {
  let namespace = options.namespace || "default";
  if (containsUnknown(config)) {
    return { namespace, reason: "its configuration is not known before the resources that it depends on are created" };
  }
  try {
    const kubeconfig = readKubeconfig(config["kubeconfig"]);
    const context = activeContext(kubeconfig, options);
    namespace = options.namespace || context.namespace || "default";
    const warn = (message: string) => {
      if (!options.suppressDeprecationWarnings && /deprecated/i.test(message)) host.log("warning", message);
    };
    const cluster = new Cluster(new HttpClient(kubeconfig, context), warn);
    await cluster.version();
    await cluster.kindOf("v1", "Namespace");
    return { cluster, namespace };
  } catch (error) {
    return { namespace, reason: `unable to use the provider's kubeconfig: ${messageOf(error)}` };
  }
}

/**
 * Kinds without a namespace, for when no server can be asked.
 *
 * Source: `kubectl api-resources --namespaced=false` of Kubernetes 1.36.
 */
export const clusterScopedKinds: ReadonlySet<string> = new Set([
  "APIService",
  "CertificateSigningRequest",
  "ClusterRole",
  "ClusterRoleBinding",
  "ClusterTrustBundle",
  "ComponentStatus",
  "CSIDriver",
  "CSINode",
  "CustomResourceDefinition",
  "DeviceClass",
  "DeviceTaintRule",
  "FlowSchema",
  "IngressClass",
  "IPAddress",
  "MutatingAdmissionPolicy",
  "MutatingAdmissionPolicyBinding",
  "MutatingWebhookConfiguration",
  "Namespace",
  "Node",
  "PersistentVolume",
  "PriorityClass",
  "PriorityLevelConfiguration",
  "ResourceSlice",
  "RuntimeClass",
  "ServiceCIDR",
  "StorageClass",
  "StorageVersion",
  "StorageVersionMigration",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "ValidatingWebhookConfiguration",
  "VolumeAttachment",
  "VolumeAttributesClass",
]);
