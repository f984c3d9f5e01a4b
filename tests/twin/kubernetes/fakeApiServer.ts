import * as http from "node:http";
import type { AddressInfo } from "node:net";
import {
  type KubernetesObject,
  nameOf,
  namespaceOf,
  objectAt,
  textAt,
  withMetadata,
} from "../../../twin/kubernetes/objects";
import type { Properties } from "../../../twin/provider/values";

interface Answer {
  readonly code: number;
  readonly body: Properties;
}

/**
 * As much of an API server as it takes to see what a client sends: namespaces and ConfigMaps.
 *
 * It enforces who may call, that a namespace exists before what is in it, that a name is taken once, and which manager owns a key of a ConfigMap.
 */
export class FakeApiServer {
  /** The bearer token that is accepted. */
  token = "valid";
  /** `METHOD path` of each request. */
  readonly requests: string[] = [];
  readonly objects = new Map<string, KubernetesObject>();
  private readonly owners = new Map<string, string>();
  private readonly server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString("utf8");
      const { code, body } = this.answer(request, text ? (JSON.parse(text) as Properties) : {});
      response.writeHead(code, { "Content-Type": "application/json" }).end(JSON.stringify(body));
    });
  });

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
  }

  reset(): void {
    this.token = "valid";
    this.requests.length = 0;
    this.objects.clear();
    this.owners.clear();
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  kubeconfig(user: Properties): string {
    return JSON.stringify({
      "current-context": "fake",
      clusters: [{ name: "fake", cluster: { server: this.url } }],
      contexts: [{ name: "fake", context: { cluster: "fake", user: "aws", namespace: "shop" } }],
      users: [{ name: "aws", user }],
    });
  }

  private answer(request: http.IncomingMessage, body: Properties): Answer {
    const url = new URL(request.url ?? "/", this.url);
    this.requests.push(`${request.method} ${url.pathname}`);
    if (request.headers.authorization !== `Bearer ${this.token}`) return failure(401, "Unauthorized", "Unauthorized");
    if (url.pathname === "/version") return { code: 200, body: { gitVersion: "v1.36.3" } };
    if (url.pathname === "/api") return { code: 200, body: discovery };
    if (url.pathname === "/apis") return { code: 200, body: { items: [] } };
    const dryRun = url.searchParams.get("dryRun") === "All";
    const found = this.objects.get(url.pathname);
    if (request.method === "POST") return this.create(url.pathname, body, dryRun);
    if (request.method === "PATCH") return this.apply(url, body, dryRun);
    if (!found) return failure(404, "NotFound", "not found");
    if (request.method === "DELETE") this.objects.delete(url.pathname);
    return { code: 200, body: found };
  }

  private create(collection: string, object: KubernetesObject, dryRun: boolean): Answer {
    const namespace = namespaceOf(object);
    const kind = textAt(object, "kind");
    if (namespace && !this.objects.has(`/api/v1/namespaces/${namespace}`)) {
      return failure(404, "NotFound", `namespaces "${namespace}" not found`, "namespaces");
    }
    const path = `${collection}/${nameOf(object)}`;
    if (this.objects.has(path)) return failure(409, "AlreadyExists", `${kind} "${nameOf(object)}" already exists`);
    const status = kind === "Namespace" ? { phase: "Active" } : undefined;
    const created = { ...withMetadata(object, { uid: String(this.requests.length) }), ...(status && { status }) };
    if (!dryRun) this.objects.set(path, created);
    return { code: 201, body: created };
  }

  private apply({ pathname, searchParams }: URL, object: KubernetesObject, dryRun: boolean): Answer {
    const manager = searchParams.get("fieldManager") ?? "";
    const data = objectAt(object, "data");
    const present = objectAt(this.objects.get(pathname), "data");
    const isOthers = (key: string) => (this.owners.get(pathname + key) ?? manager) !== manager;
    const taken = Object.keys(data).filter((key) => isOthers(key) && data[key] !== present[key]);
    const [key] = taken;
    if (key && searchParams.get("force") !== "true") {
      const owner = this.owners.get(pathname + key);
      return failure(409, "Conflict", `Apply failed with 1 conflict: conflict with "${owner}" using v1: .data.${key}`);
    }
    const applied = { ...this.objects.get(pathname), data };
    if (dryRun) return { code: 200, body: applied };
    for (const name of Object.keys(data)) this.owners.set(pathname + name, manager);
    this.objects.set(pathname, applied);
    return { code: 200, body: applied };
  }
}

function failure(code: number, reason: string, message: string, kind = ""): Answer {
  return { code, body: { kind: "Status", code, reason, message, details: { kind } } };
}

const discovery: Properties = {
  items: [
    {
      metadata: { name: "" },
      versions: [
        {
          version: "v1",
          resources: [
            { resource: "namespaces", responseKind: { kind: "Namespace" }, scope: "Cluster" },
            { resource: "configmaps", responseKind: { kind: "ConfigMap" }, scope: "Namespaced" },
          ],
        },
      ],
    },
  ],
};
