import * as http from "node:http";
import * as https from "node:https";
import { rootCertificates } from "node:tls";
import type { Properties } from "../provider/values";
import { ApiError } from "./apiError";
import { type Credentials, credentialSource, type CredentialSource } from "./credentials";
import { type ActiveContext, type Kubeconfig, pemOf } from "./kubeconfig";
import { textAt } from "./objects";

export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path below the server's address. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: Properties | Properties[];
  /** @default "application/json" */
  readonly contentType?: string;
  readonly accept?: string;
}

export interface ApiResponse {
  readonly body: Properties;
  /** Texts of the `Warning` headers, for example about a deprecated API version. */
  readonly warnings: readonly string[];
}

/** How long the server may take to answer. */
const requestTimeoutMilliseconds = 60_000;

/**
 * Requests to one API server as one user.
 *
 * `@kubernetes/client-node` gives types only: version 2 does not load on Node 20 (its `undici` asks for 22), version 1 takes two seconds to load, and both start a process of the
 * credential plugin for each of the first requests.
 */
export class HttpClient {
  private readonly server: URL;
  private readonly tls: https.AgentOptions;
  private readonly source: CredentialSource;
  private connection: { credentials: Credentials; agent: http.Agent } | undefined;

  constructor({ directory }: Kubeconfig, { cluster, user }: ActiveContext) {
    if (cluster["proxy-url"] !== undefined) throw new Error("its cluster has a proxy-url, which is not supported");
    this.server = new URL(textAt(cluster, "server"));
    const authority = pemOf(cluster, "certificate-authority", directory);
    this.tls = {
      ca: authority ? [authority] : [...rootCertificates],
      rejectUnauthorized: cluster["insecure-skip-tls-verify"] !== true,
      servername: textAt(cluster, "tls-server-name") || undefined,
    };
    this.source = credentialSource(user, directory);
  }

  async request(request: ApiRequest): Promise<ApiResponse> {
    try {
      return await this.send(request);
    } catch (error) {
      // A token may have expired earlier than it said.
      if (error instanceof ApiError && error.code === 401 && this.source.invalidate()) return this.send(request);
      throw error;
    }
  }

  close(): void {
    this.connection?.agent.destroy();
  }

  private async send(request: ApiRequest): Promise<ApiResponse> {
    const { agent, credentials } = this.agentFor(await this.source.current());
    const url = new URL(this.server.pathname.replace(/\/$/, "") + request.path, this.server);
    for (const [name, value] of Object.entries(request.query ?? {})) {
      if (value !== undefined) url.searchParams.set(name, value);
    }
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    const headers: http.OutgoingHttpHeaders = {
      Accept: request.accept ?? "application/json",
      "User-Agent": "pulumi-kubernetes/twin",
    };
    if (credentials.authorization) headers["Authorization"] = credentials.authorization;
    if (body !== undefined) {
      headers["Content-Type"] = request.contentType ?? "application/json";
      headers["Content-Length"] = Buffer.byteLength(body);
    }
    const { request: open } = url.protocol === "https:" ? https : http;
    return new Promise((resolve, reject) => {
      const call = open(
        url,
        { method: request.method, headers, agent, timeout: requestTimeoutMilliseconds },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", reject);
          response.on("end", () => {
            const code = response.statusCode ?? 0;
            const answer = parseAnswer(Buffer.concat(chunks).toString("utf8"));
            if (code >= 400) reject(ApiError.of(code, answer));
            else resolve({ body: answer, warnings: warningsOf(response.headers["warning"]) });
          });
        },
      );
      call.on("timeout", () => call.destroy(new Error("the server did not answer in time")));
      call.on("error", (error) =>
        reject(new Error(`${request.method} ${url.origin}: ${error.message || String(error)}`)),
      );
      call.end(body);
    });
  }

  /** One agent for each set of credentials, for a client certificate belongs to the connection. */
  private agentFor(credentials: Credentials): { credentials: Credentials; agent: http.Agent } {
    const present = this.connection;
    if (present && sameCredentials(present.credentials, credentials)) return present;
    const options = { ...this.tls, cert: credentials.certificate, key: credentials.key, keepAlive: true };
    const agent = this.server.protocol === "https:" ? new https.Agent(options) : new http.Agent({ keepAlive: true });
    // Requests under way keep their connections; the old agent's idle ones time out at the server.
    this.connection = { credentials, agent };
    return this.connection;
  }
}

function sameCredentials(one: Credentials, other: Credentials): boolean {
  return one.certificate === other.certificate && one.key === other.key && one.authorization === other.authorization;
}

function parseAnswer(text: string): Properties {
  try {
    return JSON.parse(text) as Properties;
  } catch {
    // Proxies and a starting server answer in plain text.
    return { message: text.trim() };
  }
}

/** `299 - "text", 299 - "text"` */
function warningsOf(header: string | undefined): string[] {
  return [...(header ?? "").matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = ""]) =>
    text.replaceAll('\\"', '"'),
  );
}
