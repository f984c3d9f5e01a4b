import {
  ApiException,
  CoreV1Api,
  KubeConfig,
  KubernetesObjectApi,
  PatchStrategy,
  setHeaderOptions,
  V1Eviction,
} from "@kubernetes/client-node";
import { z } from "zod";
import type { KubernetesObject, V1NodeStatus } from "./kubernetesTypes";
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

const statusBody = z.object({
  message: z.string().optional(),
  details: z.object({ causes: z.array(z.object({ field: z.string().optional() })).optional() }).optional(),
});

/** The objects of a running API server. */
export class ApiServer implements ClusterObjects {
  private readonly objects: KubernetesObjectApi;
  private readonly core: CoreV1Api;

  /** @param kubeconfig path of an administrator's kubeconfig */
  constructor(kubeconfig: string) {
    const config = new KubeConfig();
    config.loadFromFile(kubeconfig);
    this.objects = KubernetesObjectApi.makeApiClient(config);
    this.core = config.makeApiClient(CoreV1Api);
  }

  async get<T extends KubernetesObject>(reference: ObjectReference): Promise<T | undefined> {
    return absentAsUndefined(this.objects.read<T>(headerOf(reference)));
  }

  async list<T extends KubernetesObject>(apiVersion: string, kind: string, filter: ObjectFilter = {}): Promise<T[]> {
    const labels = Object.entries(filter.labels ?? {}).map(([key, value]) => `${key}=${value}`);
    const found = await absentAsUndefined(
      this.objects.list<T>(
        apiVersion,
        kind,
        filter.namespace,
        undefined,
        undefined,
        undefined,
        filter.fields,
        labels.length > 0 ? labels.join(",") : undefined,
      ),
    );
    return found?.items ?? [];
  }

  async create(object: KubernetesObject): Promise<void> {
    await this.objects.create(object, undefined, undefined, EKS_FIELD_MANAGER);
  }

  async apply(object: KubernetesObject, options: ApplyOptions = {}): Promise<void> {
    try {
      await this.objects.patch(
        object,
        undefined,
        undefined,
        options.fieldManager ?? EKS_FIELD_MANAGER,
        options.force ?? false,
        PatchStrategy.ServerSideApply,
      );
    } catch (error) {
      if (!isStatus(error, 409)) throw error;
      const causes = statusOf(error).details?.causes ?? [];
      throw new ApplyConflict(
        referenceTo(object),
        causes.flatMap(({ field }) => field ?? []),
      );
    }
  }

  async merge(reference: ObjectReference, fields: Readonly<Record<string, unknown>>): Promise<void> {
    const patch = { ...fields, ...headerOf(reference) };
    const metadata = { ...objectField(fields, "metadata"), ...headerOf(reference).metadata };
    await this.objects.patch(
      { ...patch, metadata },
      undefined,
      undefined,
      EKS_FIELD_MANAGER,
      undefined,
      PatchStrategy.MergePatch,
    );
  }

  async mergeNodeStatus(name: string, status: Partial<V1NodeStatus>): Promise<void> {
    await this.core.patchNodeStatus(
      { name, body: { status }, fieldManager: EKS_FIELD_MANAGER },
      setHeaderOptions("Content-Type", PatchStrategy.StrategicMergePatch),
    );
  }

  async delete(
    reference: ObjectReference,
    { gracePeriodSeconds }: { readonly gracePeriodSeconds?: number } = {},
  ): Promise<void> {
    await absentAsUndefined(
      this.objects.delete(headerOf(reference), undefined, undefined, gracePeriodSeconds, undefined, "Background"),
    );
  }

  async evict(namespace: string, pod: string): Promise<Eviction> {
    try {
      await this.core.createNamespacedPodEviction({
        namespace,
        name: pod,
        body: eviction(namespace, pod),
      });
      return { evicted: true };
    } catch (error) {
      if (isStatus(error, 404)) return { evicted: true };
      if (isStatus(error, 429)) return { evicted: false, reason: statusOf(error).message ?? "too many requests" };
      throw error;
    }
  }
}

function eviction(namespace: string, name: string): V1Eviction {
  return Object.assign(new V1Eviction(), { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace } });
}

function headerOf({ apiVersion, kind, name, namespace }: ObjectReference) {
  return { apiVersion, kind, metadata: { name, ...(namespace !== undefined && { namespace }) } };
}

function objectField(fields: Readonly<Record<string, unknown>>, key: string): object {
  const value = fields[key];
  return typeof value === "object" && value !== null ? value : {};
}

function isStatus(error: unknown, code: number): error is ApiException<unknown> {
  return error instanceof ApiException && error.code === code;
}

function statusOf(error: ApiException<unknown>): z.infer<typeof statusBody> {
  const body: unknown = typeof error.body === "string" ? JSON.parse(error.body) : error.body;
  return statusBody.parse(body);
}

async function absentAsUndefined<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isStatus(error, 404)) return undefined;
    throw error;
  }
}
