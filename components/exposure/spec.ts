import { z } from "zod";
import { repeated } from "../spec/lists";
import { ipv4Range, wholeNumber } from "../spec/values";

/** What a workload exposes, whichever controller serves it. limits.spec.ts says what each controller can't do. */

const host = z
  .string()
  .regex(/^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/, {
    error: "must be a DNS name in lower case, for example shop.example.com",
  })
  .meta({ description: "Name that clients ask for. No other app may have it." });

/** Characters that every controller takes literally: https://kubernetes.github.io/ingress-nginx/faq/#validation-of-path */
const pathOfUrl = z.string().regex(/^(?!.*\/\/)(?!.*\/\.{1,2}(?:\/|$))\/[A-Za-z0-9._/-]{0,254}$/, {
  error: "must be a path of letters, digits, dots, hyphens, underscores and single slashes, for example /api",
});

const paths = z
  .array(
    z
      .strictObject({
        path: pathOfUrl.meta({ description: "Path of a request's URL." }),
        match: z
          .enum(["prefix", "exact"])
          .default("prefix")
          .meta({ description: "Whether it stands for all paths below it too, element by element, or for itself." }),
      })
      .superRefine(({ path, match }, context) => {
        if (match === "prefix" && path !== "/" && path.endsWith("/")) {
          context.addIssue({
            code: "custom",
            path: ["path"],
            message: "must not end in a slash: a prefix goes without",
          });
        }
      }),
  )
  .min(1, { error: "must have a path: leave paths out for all" })
  .max(16, { error: "must be at most 16 paths" })
  .superRefine((list, context) => {
    for (const index of repeated(list.map(({ path, match }) => `${match} ${path}`))) {
      context.addIssue({ code: "custom", path: [index], message: "must be listed once" });
    }
  })
  .default([{ path: "/", match: "prefix" }])
  .meta({
    description:
      "Paths that reach the service; others get 404. https://kubernetes.io/docs/concepts/services-networking/ingress/#path-types",
  });

const objectName = z.string().regex(/^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/, {
  error: "must be the name of a Kubernetes object, for example letsencrypt",
});

const certificateArn = z
  .string()
  .regex(/^arn:aws(?:-cn|-us-gov)?:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, {
    error: "must be the ARN of an ACM certificate: arn:aws:acm:<region>:<account>:certificate/<id>",
  });

const acm = z.strictObject({
  kind: z.literal("acm").meta({ description: "A certificate of AWS Certificate Manager, at the load balancer." }),
  certificateArn: certificateArn.optional().meta({
    description:
      "The certificate, in the region of the load balancer. Default: the controller finds one for the host. https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/cert_discovery/",
  }),
});

const certManager = z.strictObject({
  kind: z.literal("cert-manager").meta({ description: "A certificate that cert-manager gets and renews." }),
  issuer: objectName.meta({ description: "Name of the issuer. https://cert-manager.io/docs/configuration/issuers/" }),
  issuerKind: z
    .enum(["ClusterIssuer", "Issuer"])
    .default("ClusterIssuer")
    .meta({ description: "Whether it is the cluster's, or of the app's own namespace." }),
});

const secret = z.strictObject({
  kind: z.literal("secret").meta({ description: "A certificate in a Secret, which someone else renews." }),
  secretName: objectName.meta({
    description:
      "Secret of type kubernetes.io/tls in the app's namespace. https://kubernetes.io/docs/concepts/configuration/secret/#tls-secrets",
  }),
});

const none = z.strictObject({
  kind: z.literal("none").meta({ description: "No TLS, on purpose: anyone on the way reads and changes it." }),
});

/** Add-ons that kinds of certificate need. */
export const certificateAddons: Readonly<Partial<Record<string, string>>> = { "cert-manager": "cert-manager" };

const tls = z.discriminatedUnion("kind", [acm, certManager, secret, none], {
  error: "must have a kind: acm, cert-manager, secret or none",
});

const rateLimit = z.strictObject({
  requests: wholeNumber(1, 1_000_000).meta({ description: "Requests that a client may send, a second or a minute." }),
  per: z.enum(["second", "minute"]).default("second").meta({ description: "Unit of time." }),
  burst: wholeNumber(1, 10_000_000)
    .optional()
    .meta({ description: "Requests that it may send at once. Default: the same as requests." }),
});

const timeouts = z.strictObject({
  requestSeconds: wholeNumber(1, 3600, "seconds")
    .optional()
    .meta({ description: "Longest time from a request to the end of its response. Default: the controller's." }),
  idleSeconds: wholeNumber(1, 4000, "seconds")
    .optional()
    .meta({ description: "Longest time without a byte while a request is under way. Default: the controller's." }),
});

/** Ranges are those of an ALB: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html */
const healthCheck = z
  .strictObject({
    path: pathOfUrl.default("/").meta({ description: "Path that answers 200 when a pod can serve." }),
    intervalSeconds: wholeNumber(5, 300, "seconds").default(15).meta({ description: "Time between two checks." }),
    timeoutSeconds: wholeNumber(2, 120, "seconds")
      .default(5)
      .meta({ description: "Time after which a check without an answer has failed; shorter than intervalSeconds." }),
    healthyThreshold: wholeNumber(2, 10).default(2).meta({ description: "Good checks in a row before a pod serves." }),
    unhealthyThreshold: wholeNumber(2, 10).default(2).meta({ description: "Bad ones before it serves no more." }),
  })
  .superRefine(({ intervalSeconds, timeoutSeconds }, context) => {
    if (timeoutSeconds < intervalSeconds) return;
    const message = `must be less than intervalSeconds (${intervalSeconds})`;
    context.addIssue({ code: "custom", path: ["timeoutSeconds"], message });
  });

const stickySessions = z.strictObject({
  cookieName: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_-]{0,62}$/, { error: "must be the name of a cookie, for example session" })
    .optional()
    .meta({ description: "Name of the cookie. Default: the controller's." }),
  durationSeconds: wholeNumber(1, 604_800, "seconds")
    .default(86_400)
    .meta({ description: "How long a client stays with its pod." }),
});

/** The cookie where the controller wants a name and the stack file has none. */
export const defaultCookieName = "pod";

export const exposure = z.strictObject({
  host,
  paths,
  scheme: z.enum(["internal", "internet-facing"]).default("internal").meta({
    description:
      "Whether the app's load balancer has addresses inside the VPC only, or of the internet. With traefik and ingress-nginx it is the scheme of the add-on. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#load-balancer-scheme",
  }),
  loadBalancer: z.enum(["shared", "own"]).optional().meta({
    description:
      "Whether it shares a load balancer with the environment's other apps of its scheme. Default: as the controller does; alb shares.",
  }),
  tls: tls.optional().meta({ description: "Where the certificate comes from. Default: no TLS." }),
  tlsBeside: tls.optional().meta({
    description:
      "Where the certificate of exposure.beside comes from, if that takes another kind: as tls says, but for the second controller. Default: the same as tls.",
  }),
  redirectToHttps: z
    .boolean()
    .default(true)
    .meta({ description: "With TLS: answers plain HTTP with a redirect. false serves it too." }),
  rateLimit: rateLimit.optional().meta({
    description:
      "Limit for each client address; above it a client gets 429, or 503 from ingress-nginx. Each replica of the controller's proxy counts for itself. Default: none.",
  }),
  timeouts: timeouts.prefault({}).meta({ description: "When a request has taken too long." }),
  maxBodyMiB: wholeNumber(1, 10_240, "MiB")
    .optional()
    .meta({ description: "Largest body of a request; a larger one gets 413. Default: the controller's." }),
  sourceRanges: z
    .array(ipv4Range("203.0.113.0/24"))
    .min(1, { error: "must have a range: leave sourceRanges out for all" })
    .max(50, { error: "must be at most 50 ranges" })
    .optional()
    .meta({ description: "Ranges of client addresses that may connect. Default: all." }),
  healthCheck: healthCheck.optional().meta({
    description: "How the load balancer asks pods whether they can serve. Default: as the controller does.",
  }),
  stickySessions: stickySessions
    .optional()
    .meta({ description: "Keeps each client with one pod, by a cookie. Default: any pod for each request." }),
});

export type Exposure = z.output<typeof exposure>;

/** What the controller that stands beside the first one serves. */
export const besideOf = (exposure: Exposure): Exposure => ({ ...exposure, tls: exposure.tlsBeside ?? exposure.tls });

/** Whether the host is served by HTTPS. */
export const hasTls = ({ tls }: Exposure): boolean => tls !== undefined && tls.kind !== "none";

/** For the settings of an app. */
export const expose = exposure.optional().meta({
  description: "Makes the app reachable from outside the cluster. Default: from inside only.",
});
