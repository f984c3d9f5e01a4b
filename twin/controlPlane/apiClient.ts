import * as fs from "node:fs/promises";
import * as https from "node:https";
import { parse } from "yaml";
import { z } from "zod";

const kubeconfigSchema = z.object({
  clusters: z.tuple([
    z.object({ cluster: z.object({ server: z.string(), "certificate-authority-data": z.string() }) }),
  ]),
  users: z.tuple([
    z.object({ user: z.object({ "client-certificate-data": z.string(), "client-key-data": z.string() }) }),
  ]),
});

/** Asks the API server with a kubeconfig of ours. A full client would take longer to load than the answers take. */
export class ApiClient {
  private constructor(
    private readonly endpoint: string,
    private readonly agent: https.Agent,
  ) {}

  static async fromKubeconfig(file: string): Promise<ApiClient> {
    const { clusters, users } = kubeconfigSchema.parse(parse(await fs.readFile(file, "utf8")));
    const [{ cluster }] = clusters;
    const [{ user }] = users;
    const decode = (data: string) => Buffer.from(data, "base64");
    const agent = new https.Agent({
      ca: decode(cluster["certificate-authority-data"]),
      cert: decode(user["client-certificate-data"]),
      key: decode(user["client-key-data"]),
      keepAlive: true,
    });
    return new ApiClient(cluster.server, agent);
  }

  /** The HTTP status of a path; `undefined` when the API server can't be reached. */
  status(path: string, timeoutMilliseconds = 5000): Promise<number | undefined> {
    return new Promise((resolve) => {
      const request = https.get(
        `${this.endpoint}${path}`,
        { agent: this.agent, timeout: timeoutMilliseconds },
        (response) => {
          response.resume().on("end", () => resolve(response.statusCode));
        },
      );
      request.on("timeout", () => request.destroy());
      request.on("error", () => resolve(undefined));
      request.on("close", () => resolve(undefined));
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
