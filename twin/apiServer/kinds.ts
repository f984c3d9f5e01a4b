import type { ApiClient } from "./apiClient";

/** Where the objects of a kind are. */
export interface ResourceKind {
  /** Path of the API version, for example `/apis/apps/v1`. */
  readonly root: string;
  /** Plural in the path, for example `deployments`. */
  readonly plural: string;
  readonly namespaced: boolean;
}

/** The API has no such kind: a custom resource without its definition, or an API version that this Kubernetes no longer serves. */
export class UnknownKindError extends Error {
  constructor(apiVersion: string, kind: string) {
    super(`no matches for kind "${kind}" in version "${apiVersion}"`);
  }
}

/** The kinds that an API server serves. */
export class Kinds {
  private kinds: Promise<Map<string, ResourceKind>> | undefined;

  constructor(private readonly client: ApiClient) {}

  /**
   * A kind that was defined since the last look is found, too.
   *
   * @throws UnknownKindError
   */
  async find(apiVersion: string, kind: string): Promise<ResourceKind> {
    const key = `${apiVersion}/${kind}`;
    const known = (await this.known()).get(key);
    if (known) return known;
    this.kinds = undefined;
    const found = (await this.known()).get(key);
    if (!found) throw new UnknownKindError(apiVersion, kind);
    return found;
  }

  private known(): Promise<Map<string, ResourceKind>> {
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
      ["/api", "/apis"].map((path) => this.client.request({ method: "GET", path, accept })),
    );
    const kinds = new Map<string, ResourceKind>();
    for (const group of (answers as GroupDiscoveryList[]).flatMap(({ items }) => items)) {
      for (const { version, resources = [] } of group.versions) {
        const apiVersion = group.metadata?.name ? `${group.metadata.name}/${version}` : version;
        const root = group.metadata?.name ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
        for (const { resource, responseKind, scope } of resources) {
          kinds.set(`${apiVersion}/${responseKind?.kind}`, {
            root,
            plural: resource,
            namespaced: scope === "Namespaced",
          });
        }
      }
    }
    return kinds;
  }
}

/** https://kubernetes.io/docs/reference/using-api/api-concepts/#aggregated-discovery */
interface GroupDiscoveryList {
  readonly items: readonly {
    readonly metadata?: { readonly name?: string };
    readonly versions: readonly {
      readonly version: string;
      readonly resources?: readonly {
        readonly resource: string;
        readonly responseKind?: { readonly kind: string };
        readonly scope: string;
      }[];
    }[];
  }[];
}
