import { z } from "zod";
import { expose } from "../../components/exposure/spec";
import { scratch } from "../../components/workload/model/sources";
import { image, replicas, requests } from "../../components/workload/pod.spec";
import { app } from "../app.spec";

const header = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,62}$/, {
  error: "must be the name of a request header, for example x-forwarded-for",
});

/** Its image is nginx-unprivileged. */
export const echo = app({
  description: "A web server that answers with the request that reached it, for looking at load balancers and proxies.",
  settings: z.strictObject({
    image,
    replicas,
    headers: z
      .array(header)
      .max(20, { error: "must be at most 20 headers" })
      .default(["host", "x-forwarded-for"])
      .meta({ description: "Request headers that it answers with." }),
    requests: requests({ cpu: "50m", memory: "64Mi" }),
    expose,
  }),
  make({ image, replicas, headers, requests, expose }, parts) {
    const server = parts.configMap("server", { "default.conf": serverConfig(headers) });
    parts.deployment("echo", {
      containers: {
        echo: {
          image,
          requests,
          ports: { http: 8080 },
          env: { NGINX_ENTRYPOINT_QUIET_LOGS: "1" },
          files: { "/etc/nginx/conf.d": server, "/tmp": scratch("64Mi") },
          healthy: { http: "/" },
        },
      },
      scale: { replicas },
      expose,
    });
  },
});

/** nginx has a variable for each header: https://nginx.org/en/docs/http/ngx_http_core_module.html#var_http_ */
const serverConfig = (headers: readonly string[]): string => {
  const lines = headers.map((header) => `${header}: $http_${header.toLowerCase().replaceAll("-", "_")}\\n`);
  return [
    "server {",
    "  listen 8080;",
    "  default_type text/plain;",
    `  return 200 "$request\\n${lines.join("")}";`,
    "}",
    "",
  ].join("\n");
};
