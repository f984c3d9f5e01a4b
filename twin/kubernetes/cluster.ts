import type { Properties } from "../provider/values";
import { isApiError } from "./apiError";
import type { ApiRequest, ApiResponse } from "./httpClient";
import { itemsAt, type KubernetesObject, nameOf, namespaceOf, textAt } from "./objects";

/** How the server calls a kind. */
export interface ResourceKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** Plural in the path, for example `deployments`. */
  readonly plural: string;
  readonly namespaced: boolean;
}

export interface Selectors {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

export interface WriteOptions {
  /** Validates and admits the object as a real request would, without storing it. */
  readonly dryRun?: boolean;
  readonly fieldManager?: string;
  /** Takes fields from other managers. */
  readonly force?: boolean;
}

/** What sends a request: an `HttpClient`. */
export interface Transport {
  request(request: ApiRequest): Promise<ApiResponse>;
}

/** The API has no such kind: a custom resource without its definition, or an API version that this Kubernetes no longer serves. */
export class UnknownKindError extends Error {
  constructor(apiVersion: string, kind: string) {
    super(`no matches for kind "${kind}" in version "${apiVersion}"`);
  }
}

/** The verbs of the Kubernetes API over objects of any kind. */
export class Cluster {
  private kinds: Promise<Map<string, ResourceKind>> | undefined;

  constructor(
    private readonly transport: Transport,
    private readonly warn: (message: string) => void = () => undefined,
  ) {}

  async version(): Promise<string> {
    const { body } = await this.transport.request({ method: "GET", path: "/version" });
    return textAt(body, "gitVersion");
  }

  /** The kind as the server has it; a kind that was defined since the last look is found, too. */
  async kindOf(apiVersion: string, kind: string): Promise<ResourceKind | undefined> {
    const key = `${apiVersion}/${kind}`;
    const known = (await this.knownKinds()).get(key);
    if (known) return known;
    this.kinds = undefined;
    return (await this.knownKinds()).get(key);
  }

  async get(object: KubernetesObject): Promise<KubernetesObject> {
    return this.send({ method: "GET", path: await this.pathOf(object) });
  }

  /** The object, or `undefined` when there is none (or not even its kind). */
  async find(object: KubernetesObject): Promise<KubernetesObject | undefined> {
    try {
      return await this.get(object);
    } catch (error) {
      if (isApiError(error, "NotFound") || error instanceof UnknownKindError) return undefined;
      throw error;
    }
  }

  /** @param namespace empty: of all namespaces, or of a cluster-scoped kind. */
  async list(
    apiVersion: string,
    kind: string,
    namespace: string,
    selectors: Selectors = {},
  ): Promise<KubernetesObject[]> {
    const path = await this.collection({ apiVersion, kind, metadata: { namespace } });
    const answer = await this.send({ method: "GET", path, query: { ...selectors } });
    return itemsAt(answer, "items").map((item) => ({ ...item, apiVersion, kind }));
  }

  /** Refuses an object that is there already, and fields that its kind does not have. */
  async create(object: KubernetesObject, options: WriteOptions = {}): Promise<KubernetesObject> {
    return this.send({ method: "POST", path: await this.collection(object), query: writeQuery(options), body: object });
  }

  /** Server-side apply. */
  async apply(object: KubernetesObject, options: WriteOptions): Promise<KubernetesObject> {
    const query = { ...writeQuery(options), force: String(options.force ?? false) };
    const contentType = "application/apply-patch+yaml";
    return this.send({ method: "PATCH", path: await this.pathOf(object), query, body: object, contentType });
  }

  async replace(object: KubernetesObject, options: WriteOptions = {}): Promise<KubernetesObject> {
    return this.send({ method: "PUT", path: await this.pathOf(object), query: writeQuery(options), body: object });
  }

  /** JSON merge patch, where wanted of a subresource such as `status`. */
  async merge(object: KubernetesObject, patch: Properties, subresource?: string): Promise<KubernetesObject> {
    const path = (await this.pathOf(object)) + (subresource ? `/${subresource}` : "");
    return this.send({ method: "PATCH", path, body: patch, contentType: "application/merge-patch+json" });
  }

  /**
   * @param propagationPolicy what happens to the objects that it owns
   * @param gracePeriodSeconds time that a pod has to end; by default its own
   */
  async delete(
    object: KubernetesObject,
    propagationPolicy: "Foreground" | "Background" | "Orphan",
    gracePeriodSeconds?: number,
  ): Promise<void> {
    const body = { apiVersion: "v1", kind: "DeleteOptions", propagationPolicy, gracePeriodSeconds };
    await this.send({ method: "DELETE", path: await this.pathOf(object), body });
  }

  private async send(request: ApiRequest): Promise<KubernetesObject> {
    const { body, warnings } = await this.transport.request(request);
    warnings.forEach(this.warn);
    return body;
  }

  private async pathOf(object: KubernetesObject): Promise<string> {
    return `${await this.collection(object)}/${encodeURIComponent(nameOf(object))}`;
  }

  private async collection(object: KubernetesObject): Promise<string> {
    const [apiVersion, kind] = [textAt(object, "apiVersion"), textAt(object, "kind")];
    const found = await this.kindOf(apiVersion, kind);
    if (!found) throw new UnknownKindError(apiVersion, kind);
    const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const namespace = found.namespaced ? namespaceOf(object) : "";
    return namespace
      ? `${root}/namespaces/${encodeURIComponent(namespace)}/${found.plural}`
      : `${root}/${found.plural}`;
  }

  private knownKinds(): Promise<Map<string, ResourceKind>> {
    const running = (this.kinds ??= this.discover());
    running.catch(() => {
      if (this.kinds === running) this.kinds = undefined;
    });
    return running;
  }

  /** Aggregated discovery: everything that the server has in two requests. */
  private async discover(): Promise<Map<string, ResourceKind>> {
    const accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    const answers = await Promise.all(
      ["/api", "/apis"].map((path) => this.transport.request({ method: "GET", path, accept })),
    );
    const kinds = new Map<string, ResourceKind>();
    for (const group of answers.flatMap(({ body }) => itemsAt(body, "items"))) {
      const groupName = textAt(group, "metadata", "name");
      for (const version of itemsAt(group, "versions")) {
        const apiVersion = groupName ? `${groupName}/${textAt(version, "version")}` : textAt(version, "version");
        for (const resource of itemsAt(version, "resources")) {
          const kind = textAt(resource, "responseKind", "kind");
          const plural = textAt(resource, "resource");
          kinds.set(`${apiVersion}/${kind}`, {
            apiVersion,
            kind,
            plural,
            namespaced: resource["scope"] === "Namespaced",
          });
        }
      }
    }
    return kinds;
  }
}

function writeQuery({ dryRun, fieldManager }: WriteOptions): Record<string, string | undefined> {
  return { dryRun: dryRun ? "All" : undefined, fieldManager, fieldValidation: "Strict" };
}
