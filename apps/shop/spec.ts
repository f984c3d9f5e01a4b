import { z } from "zod";
import { expose } from "../../components/exposure/spec";
import { scratch, storage } from "../../components/workload/model/sources";
import { image, replicas, requests, scale, storageSize } from "../../components/workload/pod.spec";
import { app } from "../app.spec";
import { proxyTo } from "./proxy";

const small = { cpu: "50m", memory: "64Mi" };
const runsOn = z
  .array(z.string())
  .min(1, { error: "must have a word: leave runsOn out for every node" })
  .optional()
  .meta({
    description:
      "Nodes for its pods: spot, on-demand, amd64, arm64, fargate, auto, or names of groups and node pools, all of which must hold. Default: every node without a taint.",
  });

/** A small product of several parts, each of another kind: a web front end, an API, its store, and what keeps them in order. */
export const shop = app({
  description: "A small product: a web front end, an API and a store, with a migration and a nightly job.",
  settings: z.strictObject({
    web: z
      .strictObject({
        image,
        scale: scale({ replicas: 2 }),
        requests: requests(small),
        runsOn,
        expose,
      })
      .meta({ description: "Front end: nginx, which passes requests on to the API." }),
    api: z
      .strictObject({
        image,
        scale: scale({ replicas: 2 }),
        requests: requests({ cpu: "100m", memory: "128Mi" }),
        runsOn,
        level: z.enum(["debug", "info", "warn"]).default("info").meta({ description: "What it logs." }),
        objects: z
          .string()
          .regex(/^arn:aws[a-z-]*:s3:::[a-z0-9.-]{3,63}\/\S*$/, {
            error: "must be the ARN of objects in a bucket, for example arn:aws:s3:::pictures/*",
          })
          .optional()
          .meta({ description: "Objects of S3 that it may read. Default: none." }),
      })
      .meta({ description: "API: podinfo, which keeps what it is told in the store." }),
    store: z
      .strictObject({
        image,
        replicas: replicas.default(1),
        requests: requests({ cpu: "100m", memory: "256Mi" }),
        size: storageSize.default("1Gi").meta({ description: "Volume of each replica. It may grow, never shrink." }),
        password: z.boolean().default(false).meta({
          description: "Whether the store asks for a password, which the add-on external-secrets makes.",
        }),
      })
      .meta({ description: "Store: Redis, one volume for each replica." }),
    nightly: z
      .strictObject({
        schedule: z.string().default("30 2 * * *").meta({
          description:
            "When it runs. https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax",
        }),
        timeZone: z.string().default("Etc/UTC").meta({ description: "Time zone of the schedule." }),
      })
      .prefault({})
      .meta({ description: "Job that makes the store write its data to disk." }),
    quota: z.record(z.string(), z.string()).optional().meta({
      description:
        "Most that all its parts may ask for, for example requests.cpu and pods. Default: no limit. https://kubernetes.io/docs/concepts/policy/resource-quotas/",
    }),
    isolated: z.boolean().default(false).meta({
      description:
        "Denies its pods all traffic but DNS, that among themselves, HTTP to the front end, and HTTPS to the outside.",
    }),
    payments: z
      .string()
      .regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, {
        error: "must be a DNS name, for example payments.example.com",
      })
      .meta({ description: "Host of the payment service, outside the cluster." }),
  }),
  make({ web, api, store, nightly, quota, isolated, payments }, parts) {
    parts.namespace({ quota, ...(isolated && { isolation: { allow: itself } }) });
    const password = store.password
      ? parts.secret("store", { generated: { password: {} } }).key("password")
      : undefined;
    // redis-cli takes it from there.
    const env = password && { REDISCLI_AUTH: password };
    const database = parts.statefulSet("store", {
      containers: {
        redis: {
          image: store.image,
          args: ["--save", "60", "1", "--dir", "/data", ...(password ? ["--requirepass", "$(REDISCLI_AUTH)"] : [])],
          env,
          requests: store.requests,
          ports: { redis: 6379 },
          files: { "/data": storage({ size: store.size }) },
          healthy: { exec: ["redis-cli", "ping"] },
        },
      },
      securityContext: { runAsUser: 999 },
      scale: { replicas: store.replicas },
    });
    const cli = (...command: string[]) => ({
      cli: { image: store.image, command: ["redis-cli", "-h", database.host, ...command], env, requests: small },
    });
    const asRedis = { securityContext: { runAsUser: 999 } };
    const migrated = parts.job("migrate", {
      ...asRedis,
      containers: cli("SET", "schema", "1"),
      backoffLimit: 10,
      after: [database],
    });
    parts.cronJob("nightly", { ...asRedis, ...nightly, containers: cli("BGSAVE") });

    const payment = parts.externalName("payments", payments);
    const settings = parts.configMap("settings", {
      "api.yaml": `level: ${api.level}\npayments: ${payment.host}\n`,
      LEVEL: api.level,
    });
    const backend = parts.deployment("api", {
      containers: {
        api: {
          image: api.image,
          command: [
            "./podinfo",
            "--config-path=/etc/shop",
            "--config=api.yaml",
            `--cache-server=tcp://${password ? ":$(REDISCLI_AUTH)@" : ""}${database.host}:6379`,
          ],
          requests: api.requests,
          ports: { http: 9898 },
          env: { ...env, PODINFO_LEVEL: settings.key("LEVEL"), PODINFO_UI_MESSAGE: "shop" },
          files: { "/etc/shop": settings, "/data": scratch("64Mi") },
          healthy: { startup: { http: "/healthz" }, liveness: { http: "/healthz" }, readiness: { http: "/readyz" } },
        },
      },
      scale: api.scale,
      runsOn: api.runsOn,
      ...(api.objects !== undefined && { aws: { allow: [{ Action: "s3:GetObject", Resource: api.objects }] } }),
      after: [migrated],
    });

    const proxy = parts.configMap("proxy", { "default.conf": proxyTo(`http://${backend.host}`) });
    parts.deployment("web", {
      containers: {
        nginx: {
          image: web.image,
          requests: web.requests,
          ports: { http: 8080 },
          files: { "/etc/nginx/conf.d": proxy, "/tmp": scratch("64Mi") },
          healthy: { http: "/-/healthy" },
        },
      },
      scale: web.scale,
      runsOn: web.runsOn,
      expose: web.expose,
    });

    // A new node has the API's image before the autoscaler sends the first pod there.
    parts.daemonSet("image", {
      containers: { api: { image: api.image, command: ["sleep", "infinity"], requests: { cpu: "5m", memory: "8Mi" } } },
    });
  },
});

/** Traffic among its pods, HTTP from load balancers, and HTTPS to AWS and the payment service. */
const itself = {
  ingress: [{ from: [{ podSelector: {} }] }, { ports: [{ protocol: "TCP", port: 8080 }] }],
  egress: [{ to: [{ podSelector: {} }] }, { ports: [{ protocol: "TCP", port: 443 }] }],
};
