import * as fs from "node:fs";
import * as https from "node:https";
import { parse } from "yaml";
import { z } from "zod";
import { ApiError } from "./apiError";

const kubeconfigSchema = z.object({
  clusters: z.tuple([
    z.object({ cluster: z.object({ server: z.string(), "certificate-authority-data": z.string() }) }),
  ]),
  users: z.tuple([
    z.object({ user: z.object({ "client-certificate-data": z.string(), "client-key-data": z.string() }) }),
  ]),
});

export interface ApiRequest {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  /** @default "application/json" */
  readonly contentType?: string;
  /** @default "application/json" */
  readonly accept?: string;
}

/** How long the API server may take to answer. */
const TIMEOUT_MILLISECONDS = 60_000;

/**
 * Requests to the API server with one of the twin's own kubeconfigs.
 *
 * `@kubernetes/client-node` gives types only: version 2 does not load on Node 20 (its `undici` requires Node 22), and version 1 takes two seconds to load.
 */
export class ApiClient {
  private readonly endpoint: string;
  private readonly agent: https.Agent;

  /** @param kubeconfig path of a file with a client certificate */
  constructor(kubeconfig: string) {
    const { clusters, users } = kubeconfigSchema.parse(parse(fs.readFileSync(kubeconfig, "utf8")));
    const [{ cluster }] = clusters;
    const [{ user }] = users;
    const decode = (data: string) => Buffer.from(data, "base64");
    this.endpoint = cluster.server;
    this.agent = new https.Agent({
      ca: decode(cluster["certificate-authority-data"]),
      cert: decode(user["client-certificate-data"]),
      key: decode(user["client-key-data"]),
      keepAlive: true,
    });
  }

  /**
   * The JSON that the API server answers.
   *
   * @throws ApiError when it refuses the request
   */
  async request(request: ApiRequest): Promise<unknown> {
    const { status, text } = await this.send(request, TIMEOUT_MILLISECONDS);
    if (status >= 400) throw new ApiError(status, text);
    return JSON.parse(text);
  }

  /** The HTTP status of a path; `undefined` when the API server can't be reached. */
  async status(path: string, timeoutMilliseconds = 5000): Promise<number | undefined> {
    return this.send({ method: "GET", path }, timeoutMilliseconds).then(
      ({ status }) => status,
      () => undefined,
    );
  }

  close(): void {
    this.agent.destroy();
  }

  private send(request: ApiRequest, timeout: number): Promise<{ status: number; text: string }> {
    const url = new URL(request.path, this.endpoint);
    for (const [name, value] of Object.entries(request.query ?? {})) {
      if (value !== undefined) url.searchParams.set(name, value);
    }
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    const headers = {
      Accept: request.accept ?? "application/json",
      ...(body !== undefined && {
        "Content-Type": request.contentType ?? "application/json",
        "Content-Length": Buffer.byteLength(body),
      }),
    };
    return new Promise((resolve, reject) => {
      const call = https.request(url, { method: request.method, headers, agent: this.agent, timeout }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") }),
        );
      });
      call.on("timeout", () => call.destroy(new Error("the API server did not answer in time")));
      call.on("error", (error) => reject(new Error(`${request.method} ${url.pathname}: ${error.message}`)));
      call.end(body);
    });
  }
}
