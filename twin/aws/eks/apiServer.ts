import { isApiError } from "../../kubernetes/apiError";
import { Cluster } from "../../kubernetes/cluster";
import { HttpClient } from "../../kubernetes/httpClient";
import { activeContext, readKubeconfig } from "../../kubernetes/kubeconfig";
import type { KubernetesObject as PlainObject } from "../../kubernetes/objects";
import type { Properties } from "../../provider/values";
import {
  ApplyConflict,
  type ApplyOptions,
  type ClusterObjects,
  EKS_FIELD_MANAGER,
  type Eviction,
  type ObjectFilter,
  type ObjectReference,
  referenceTo,
} from "./clusterObjects";
import type { KubernetesObject, V1NodeStatus, V1PodCondition } from "./kubernetesTypes";

/** The objects of a running API server. */
export class ApiServer implements ClusterObjects {
  private readonly client: HttpClient;
  private readonly cluster: Cluster;

  /** @param kubeconfig path of an administrator's kubeconfig */
  constructor(kubeconfig: string) {
    const config = readKubeconfig(kubeconfig);
    this.client = new HttpClient(config, activeContext(config, {}));
    this.cluster = new Cluster(this.client);
  }

  async get<T extends KubernetesObject>(reference: ObjectReference): Promise<T | undefined> {
    return (await this.cluster.find(headerOf(reference))) as T | undefined;
  }

  async list<T extends KubernetesObject>(apiVersion: string, kind: string, filter: ObjectFilter = {}): Promise<T[]> {
    const labels = Object.entries(filter.labels ?? {}).map(([key, value]) => `${key}=${value}`);
    const found = await this.cluster.list(apiVersion, kind, filter.namespace ?? "", {
      labelSelector: labels.length > 0 ? labels.join(",") : undefined,
      fieldSelector: filter.fields,
    });
    return found as unknown as T[];
  }

  async create(object: KubernetesObject): Promise<void> {
    await this.cluster.create(plain(object), { fieldManager: EKS_FIELD_MANAGER });
  }

  async apply(object: KubernetesObject, options: ApplyOptions = {}): Promise<void> {
    try {
      await this.cluster.apply(plain(object), {
        fieldManager: options.fieldManager ?? EKS_FIELD_MANAGER,
        force: options.force,
      });
    } catch (error) {
      if (!isApiError(error, "Conflict")) throw error;
      throw new ApplyConflict(
        referenceTo(object),
        error.causes.map(({ field }) => field),
      );
    }
  }

  async merge(reference: ObjectReference, fields: Readonly<Record<string, unknown>>): Promise<void> {
    await this.cluster.merge(headerOf(reference), fields as Properties);
  }

  /** A strategic merge, which keeps the conditions that it does not name. */
  async mergeNodeStatus(name: string, status: Partial<V1NodeStatus>): Promise<void> {
    await this.client.request({
      method: "PATCH",
      path: `/api/v1/nodes/${encodeURIComponent(name)}/status`,
      query: { fieldManager: EKS_FIELD_MANAGER },
      body: { status: status as Properties },
      contentType: "application/strategic-merge-patch+json",
    });
  }

  async setPodCondition(namespace: string, name: string, condition: V1PodCondition): Promise<void> {
    await this.client.request({
      method: "PATCH",
      path: `${podPath(namespace, name)}/status`,
      query: { fieldManager: EKS_FIELD_MANAGER },
      body: { status: { conditions: [condition as unknown as Properties] } },
      contentType: "application/strategic-merge-patch+json",
    });
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
    try {
      await this.cluster.delete(headerOf(reference), "Background", gracePeriodSeconds);
    } catch (error) {
      if (!isApiError(error, "NotFound")) throw error;
    }
  }

  close(): void {
    this.client.close();
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
}

function podPath(namespace: string, name: string): string {
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}`;
}

/** The same object: what is sent to the API server has members of JSON only. */
function plain(object: KubernetesObject): PlainObject {
  return object as Properties;
}

function headerOf({ apiVersion, kind, name, namespace }: ObjectReference): PlainObject {
  return { apiVersion, kind, metadata: { name, ...(namespace !== undefined && { namespace }) } };
}
