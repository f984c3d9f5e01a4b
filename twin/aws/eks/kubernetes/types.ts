import type * as client from "@kubernetes/client-node";

/** The client's classes as the plain objects they are: what the API server is sent and answers has no prototype. */
type Plain<T> = T extends Date
  ? T
  : T extends readonly (infer Element)[]
    ? Plain<Element>[]
    : T extends object
      ? { [Key in keyof T]: Plain<T[Key]> }
      : T;

export type KubernetesObject = Plain<client.KubernetesObject>;
export type V1Affinity = Plain<client.V1Affinity>;
export type V1ConfigMap = Plain<client.V1ConfigMap>;
export type V1DaemonSet = Plain<client.V1DaemonSet>;
export type V1Deployment = Plain<client.V1Deployment>;
export type V1EnvVar = Plain<client.V1EnvVar>;
export type V1Ingress = Plain<client.V1Ingress>;
export type V1IngressClass = Plain<client.V1IngressClass>;
export type V1MutatingWebhookConfiguration = Plain<client.V1MutatingWebhookConfiguration>;
export type V1ValidatingWebhookConfiguration = Plain<client.V1ValidatingWebhookConfiguration>;
export type V1Namespace = Plain<client.V1Namespace>;
export type V1Node = Plain<client.V1Node>;
export type V1NodeStatus = Plain<client.V1NodeStatus>;
export type V1Pod = Plain<client.V1Pod>;
export type V1PodCondition = Plain<client.V1PodCondition>;
export type V1PersistentVolume = Plain<client.V1PersistentVolume>;
export type V1PersistentVolumeClaim = Plain<client.V1PersistentVolumeClaim>;
export type V1RoleBinding = Plain<client.V1RoleBinding>;
export type V1Secret = Plain<client.V1Secret>;
export type V1Service = Plain<client.V1Service>;
export type V1StorageClass = Plain<client.V1StorageClass>;
export type V1Taint = Plain<client.V1Taint>;
export type V1Toleration = Plain<client.V1Toleration>;
