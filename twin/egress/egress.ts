import * as http from "node:http";
import * as https from "node:https";
import * as net from "node:net";
import type { Duplex } from "node:stream";
import { createSecureContext, TLSSocket } from "node:tls";
import type { ClusterObjects } from "../aws/eks/kubernetes/objects";
import type { ControlPlaneFiles } from "../controlPlane/files";
import { answer, discovery } from "./answers";
import { addAnswered } from "./answered";
import { servingCertificate } from "./servingCertificate";
import { isServed, serviceAt } from "./services";
import { webhooksAt } from "./webhooks";

/**
 * The way from the API server into the cluster: an HTTP CONNECT proxy, as its `--egress-selector-config-file` says.
 *
 * Pods are simulated, so nothing listens at the address of a Service. While one of its pods is Ready, this server answers in their place, with the certificate that they
 * would have; otherwise nobody does, as on a real cluster. What listens on this machine, such as metrics-server, is reached.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/setup-konnectivity/
 */
export class Egress {
  private readonly proxy = http.createServer();
  private readonly pods: https.Server;

  constructor(
    private readonly cluster: ClusterObjects,
    private readonly files: ControlPlaneFiles,
  ) {
    this.proxy.on("connect", (request: http.IncomingMessage, socket: Duplex) => {
      socket.on("error", () => socket.destroy());
      void this.connect(request.url ?? "", socket).catch((error: unknown) => {
        console.error(`${new Date().toISOString()} ${request.url}: ${String(error)}`);
        refuse(socket, "the API server did not answer");
      });
    });
    this.pods = https.createServer(
      {
        SNICallback: (host, done) => {
          servingCertificate(this.cluster, this.files, host)
            .then(({ certificate, key }) => createSecureContext({ cert: certificate, key }))
            .then((context) => done(null, context), done);
        },
      },
      (request, response) => void this.respond(request, response),
    );
  }

  /** @param path of a socket: relative, because long ones are refused */
  listen(path: string): void {
    this.proxy.listen(path);
  }

  private async connect(target: string, socket: Duplex): Promise<void> {
    const { hostname, port } = new URL(`tcp://${target}`);
    if (hostname === "localhost" || hostname === "127.0.0.1") {
      forward(Number(port), socket);
      return;
    }
    const obstacle = await this.obstacle(hostname);
    if (obstacle !== undefined) {
      refuse(socket, obstacle);
      return;
    }
    accept(socket);
    this.pods.emit("connection", socket);
  }

  /** Why nobody answers at the address. */
  private async obstacle(address: string): Promise<string | undefined> {
    const service = await serviceAt(this.cluster, address);
    const { name = "", namespace = "" } = service?.metadata ?? {};
    if (!service) return `${address} is no address of a Service`;
    return (await isServed(this.cluster, namespace, name)) ? undefined : `no endpoints available for service "${name}"`;
  }

  private async respond(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    // The next call has to ask again whether a pod is Ready.
    response.setHeader("Connection", "close");
    response.setHeader("Content-Type", "application/json");
    try {
      const [service = "", namespace = ""] = serverName(request).split(".");
      const { pathname: path } = new URL(request.url ?? "/", "https://service");
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      if (request.method === "GET") {
        const found = discovery(path);
        response.statusCode = found ? 200 : 404;
        response.end(JSON.stringify(found ?? {}));
        return;
      }
      const webhooks = await webhooksAt(this.cluster, { service, namespace, path });
      const answered = answer(JSON.parse(Buffer.concat(chunks).toString("utf8")), webhooks);
      addAnswered(this.files.answeredWebhooks, webhooks);
      response.end(JSON.stringify(answered));
    } catch (error) {
      console.error(`${new Date().toISOString()} ${request.url}: ${String(error)}`);
      response.statusCode = 500;
      response.end();
    }
  }
}

/** `<service>.<namespace>.svc` */
function serverName({ socket }: http.IncomingMessage): string {
  return (socket instanceof TLSSocket && socket.servername) || "";
}

function accept(socket: Duplex): void {
  socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
}

function refuse(socket: Duplex, reason: string): void {
  socket.end(`HTTP/1.1 503 ${reason}\r\nContent-Length: 0\r\n\r\n`);
}

function forward(port: number, socket: Duplex): void {
  const server = net.connect(port, "127.0.0.1");
  server.once("connect", () => {
    accept(socket);
    server.pipe(socket).pipe(server);
  });
  server.once("error", (error) => (server.connecting ? refuse(socket, error.message) : socket.destroy()));
  socket.once("close", () => server.destroy());
}
