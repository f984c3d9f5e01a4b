import { z } from "zod";
import { expose } from "../../components/exposure/spec";
import { scratch } from "../../components/workload/model/sources";
import { image, replicas, requests } from "../../components/workload/pod.spec";
import { app } from "../app.spec";

/** The smallest app: shows that nodes, network and names work, and how an app is made here. */
export const hello = app({
  description: "A web server that answers with a greeting.",
  settings: z.strictObject({
    image,
    replicas,
    greeting: z
      .string()
      .max(200, { error: "must be at most 200 characters" })
      .default("Hello from EKS")
      .meta({ description: "What it answers with." }),
    requests: requests({ cpu: "50m", memory: "64Mi" }),
    expose,
  }),
  make({ image, replicas, greeting, requests, expose }, parts) {
    const page = parts.configMap("page", { "index.html": html(greeting) });
    parts.deployment("hello", {
      containers: {
        hello: {
          image,
          requests,
          ports: { http: 8080 },
          env: { NGINX_ENTRYPOINT_QUIET_LOGS: "1" },
          files: { "/usr/share/nginx/html": page, "/tmp": scratch("64Mi") },
          healthy: { http: "/" },
        },
      },
      scale: { replicas },
      expose,
    });
  },
});

const html = (greeting: string): string => {
  const text = greeting.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<!doctype html>\n<title>${text}</title>\n<h1>${text}</h1>\n`;
};
