import {
  type ClusterObjects,
  EKS_FIELD_MANAGER,
  type Eviction,
  type ObjectFilter,
  type ObjectReference,
  referenceTo,
} from "../aws/eks/kubernetes/objects";
import type { KubernetesObject } from "../aws/eks/kubernetes/types";
import { ApiClient } from "./apiClient";
import { isApiError } from "./apiError";
import { Kinds, UnknownKindError } from "./kinds";

/** The objects of a running API server. */
export class ApiServer implements ClusterObjects {
  private readonly client: ApiClient;
  private readonly kinds: Kinds;

  /** @param kubeconfig path of an administrator's kubeconfig */
  constructor(kubeconfig: string) {
    this.client = new ApiClient(kubeconfig);
    this.kinds = new Kinds(this.client);
  }

  async get<T extends KubernetesObject>(reference: ObjectReference): Promise<T | undefined> {
    try {
      return (await this.client.request({ method: "GET", path: await this.pathOf(reference) })) as T;
    } catch (error) {
      if (isApiError(error, "NotFound") || error instanceof UnknownKindError) return undefined;
      throw error;
    }
  }

  async list<T extends KubernetesObject>(apiVersion: string, kind: string, filter: ObjectFilter = {}): Promise<T[]> {
    const labels = Object.entries(filter.labels ?? {}).map(([key, value]) => `${key}=${value}`);
    const query = {
      labelSelector: labels.length > 0 ? labels.join(",") : undefined,
      fieldSelector: filter.fields,
    };
    const path = await this.collection({ apiVersion, kind, namespace: filter.namespace });
    const { items } = (await this.client.request({ method: "GET", path, query })) as { items: T[] };
    return items.map((item) => ({ ...item, apiVersion, kind }));
  }

  /** Refuses an object that is there already, and fields that its kind does not have. */
  async create(object: KubernetesObject): Promise<void> {
    await this.client.request({
      method: "POST",
      path: await this.collection(referenceTo(object)),
      query: { fieldManager: EKS_FIELD_MANAGER, fieldValidation: "Strict" },
      body: object,
    });
  }

  async apply(object: KubernetesObject, fieldManager = EKS_FIELD_MANAGER): Promise<void> {
    const query = { fieldManager, fieldValidation: "Strict", force: "true" };
    await this.patch(await this.pathOf(referenceTo(object)), object, "application/apply-patch+yaml", query);
  }

  async merge(reference: ObjectReference, fields: Readonly<Record<string, unknown>>): Promise<void> {
    await this.patch(await this.pathOf(reference), fields, "application/merge-patch+json");
  }

  async mergeStatus(reference: ObjectReference, status: Readonly<Record<string, unknown>>): Promise<void> {
    const path = `${await this.pathOf(reference)}/status`;
    // A strategic merge keeps the conditions that it does not name.
    await this.patch(path, { status }, "application/strategic-merge-patch+json");
  }

  async mergeCustomStatus(reference: ObjectReference, status: Readonly<Record<string, unknown>>): Promise<void> {
    await this.patch(`${await this.pathOf(reference)}/status`, { status }, "application/merge-patch+json");
  }

  async bind(namespace: string, name: string, node: string): Promise<void> {
    const target = { apiVersion: "v1", kind: "Node", name: node };
    const body = { apiVersion: "v1", kind: "Binding", metadata: { name, namespace }, target };
    await this.client.request({ method: "POST", path: `${podPath(namespace, name)}/binding`, body });
  }

  async delete(
    reference: ObjectReference,
    { gracePeriodSeconds }: { readonly gracePeriodSeconds?: number } = {},
  ): Promise<void> {
    const body = { apiVersion: "v1", kind: "DeleteOptions", propagationPolicy: "Background", gracePeriodSeconds };
    try {
      await this.client.request({ method: "DELETE", path: await this.pathOf(reference), body });
    } catch (error) {
      // With its definition goes every object of a kind.
      if (!isApiError(error, "NotFound") && !(error instanceof UnknownKindError)) throw error;
    }
  }

  async evict(namespace: string, name: string): Promise<Eviction> {
    const body = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace } };
    try {
      await this.client.request({ method: "POST", path: `${podPath(namespace, name)}/eviction`, body });
      return { evicted: true };
    } catch (error) {
      if (isApiError(error, "NotFound")) return { evicted: true };
      if (isApiError(error, "TooManyRequests")) return { evicted: false, reason: error.message };
      throw error;
    }
  }

  close(): void {
    this.client.close();
  }

  private async patch(
    path: string,
    body: unknown,
    contentType: string,
    query: Readonly<Record<string, string>> = { fieldManager: EKS_FIELD_MANAGER },
  ): Promise<void> {
    await this.client.request({ method: "PATCH", path, query, body, contentType });
  }

  private async pathOf(reference: ObjectReference): Promise<string> {
    return `${await this.collection(reference)}/${encodeURIComponent(reference.name)}`;
  }

  private async collection({ apiVersion, kind, namespace }: Omit<ObjectReference, "name">): Promise<string> {
    const { root, plural, namespaced } = await this.kinds.find(apiVersion, kind);
    return namespaced && namespace
      ? `${root}/namespaces/${encodeURIComponent(namespace)}/${plural}`
      : `${root}/${plural}`;
  }
}

function podPath(namespace: string, name: string): string {
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}`;
}
