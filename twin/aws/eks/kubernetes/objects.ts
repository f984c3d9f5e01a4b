import type { KubernetesObject } from "./types";

/** Where an object is. */
export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

export interface ObjectFilter {
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Field selector, for example `spec.nodeName=ip-10-0-1-2.eu-west-1.compute.internal`. */
  readonly fields?: string;
}

/** EKS's own field manager: what it applies is told from what users and their tools apply. */
export const EKS_FIELD_MANAGER = "eks";

export type Eviction = { readonly evicted: true } | { readonly evicted: false; readonly reason: string };

/** What EKS does to a cluster's API server. Objects that do not exist are `undefined` when read, and no error when deleted. */
export interface ClusterObjects {
  get<T extends KubernetesObject>(reference: ObjectReference): Promise<T | undefined>;
  list<T extends KubernetesObject>(apiVersion: string, kind: string, filter?: ObjectFilter): Promise<T[]>;
  create(object: KubernetesObject): Promise<void>;
  /** Server-side apply, over what other managers have set. */
  apply(object: KubernetesObject): Promise<void>;
  /** Merges the given fields into the object: a `null` removes one. */
  merge(reference: ObjectReference, fields: Readonly<Record<string, unknown>>): Promise<void>;
  /** Merges the given fields into the status; conditions that are not named stay. */
  mergeStatus(reference: ObjectReference, status: Readonly<Record<string, unknown>>): Promise<void>;
  /** Merges the given fields into the status of a custom resource; a list is replaced. */
  mergeCustomStatus(reference: ObjectReference, status: Readonly<Record<string, unknown>>): Promise<void>;
  /** Puts a pod on a node, as a scheduler does. */
  bind(namespace: string, pod: string, node: string): Promise<void>;
  /** Dependent objects follow in the background. */
  delete(reference: ObjectReference, options?: { readonly gracePeriodSeconds?: number }): Promise<void>;
  /** Asks for an eviction, which a disruption budget may refuse. */
  evict(namespace: string, pod: string): Promise<Eviction>;
}

/** @throws for an object without a kind or name */
export function referenceTo(object: KubernetesObject): ObjectReference {
  const { apiVersion, kind, metadata } = object;
  if (!apiVersion || !kind || !metadata?.name) throw new Error("an object needs an apiVersion, a kind and a name");
  return { apiVersion, kind, name: metadata.name, ...(metadata.namespace && { namespace: metadata.namespace }) };
}
