import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import { connect } from "node:net";
import { join } from "node:path";
import { createAuthority, issue } from "../../twin/controlPlane/certificates";
import type { GoTool } from "../../twin/toolchain/goTool";
import { obtain } from "../../twin/toolchain/obtain";
import { printedProgress } from "../../twin/toolchain/progress";
import { freePort } from "../../twin/controlPlane/ports";
import { until } from "../helpers/until";

const goTool = (name: string, module: string, version: string, folder: string): GoTool => ({
  name,
  version,
  package: `${module}/${folder}`,
  requires: { [module]: `v${version}` },
  linkerVariables: {},
  roughMinutes: 2,
});

/** An OCI registry, and an S3 server that checks keys. */
const registryTool = goTool("registry", "github.com/distribution/distribution/v3", "3.1.0", "cmd/registry");
const bucketTool = goTool("versitygw", "github.com/versity/versitygw", "1.8.0", "cmd/versitygw");

export const user = "charts";
export const password = "correct horse";
/** bcrypt of the password, the only form that the registry takes. */
const passwordHash = "$2a$05$CKOhuri8Mq.E/2WPspRRR.xIkwJpmYYW5o9RnNZhsXVsJIw6j3yHq";

/** Where charts come from, each on loopback; the first two with certificates of an authority of their own. */
export class ChartServers {
  readonly ports = { repository: 0, registry: 0, bucket: 0 };
  private readonly processes: ChildProcess[] = [];
  private repository: Server | undefined;

  /** @param folder with the folders `repository` and `bucket`, which are served as they are at the time */
  constructor(private readonly folder: string) {}

  /** Certificate of the authority, PEM. */
  get authority(): string {
    return join(this.folder, "ca.crt");
  }

  async start(): Promise<void> {
    const tools = await obtain([registryTool, bucketTool], { progress: printedProgress(console.log) });
    const [registry = "", bucket = ""] = tools;
    for (const server of ["repository", "registry", "bucket"] as const) this.ports[server] = await freePort();
    mkdirSync(join(this.folder, "repository"), { recursive: true });
    mkdirSync(join(this.folder, "bucket", "charts"), { recursive: true });
    const { certificate: cert, key } = await this.certificates();
    this.repository = createServer({ cert, key }, (request, response) => {
      const file = join(this.folder, "repository", request.url ?? "");
      if (existsSync(file)) response.end(readFileSync(file));
      else response.writeHead(404).end();
    }).listen(this.ports.repository, "127.0.0.1");
    this.spawn(registry, ["serve", this.registryConfig()]);
    const keys = ["--access", user, "--secret", password];
    this.spawn(bucket, [...keys, "--port", `127.0.0.1:${this.ports.bucket}`, "posix", join(this.folder, "bucket")]);
    await Promise.all(Object.values(this.ports).map((port) => until(() => answers(port))));
  }

  stop(): void {
    for (const process of this.processes) process.kill();
    this.repository?.close();
  }

  private registryConfig(): string {
    const passwords = join(this.folder, "htpasswd");
    writeFileSync(passwords, `${user}:${passwordHash}\n`);
    const file = join(this.folder, "registry.json"); // JSON is YAML
    const config = {
      version: 0.1,
      log: { level: "error" },
      storage: { filesystem: { rootdirectory: join(this.folder, "registry") } },
      http: {
        addr: `127.0.0.1:${this.ports.registry}`,
        tls: { certificate: join(this.folder, "server.crt"), key: join(this.folder, "server.key") },
      },
      auth: { htpasswd: { realm: "charts", path: passwords } },
    };
    writeFileSync(file, JSON.stringify(config));
    return file;
  }

  private async certificates() {
    const authority = await createAuthority("charts");
    const server = await issue(authority, { commonName: "charts" }, { dnsNames: [], ipAddresses: ["127.0.0.1"] });
    writeFileSync(this.authority, authority.certificate);
    writeFileSync(join(this.folder, "server.crt"), server.certificate);
    writeFileSync(join(this.folder, "server.key"), server.key);
    return server;
  }

  private spawn(executable: string, args: readonly string[]): void {
    this.processes.push(spawn(executable, args, { stdio: "ignore" }));
  }
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    }).once("error", () => resolve(false));
  });
