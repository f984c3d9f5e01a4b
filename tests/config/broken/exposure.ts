import type { Changes } from "../stackText";
import type { Mistake } from "./mistake";

const host = "hello.example.com";
const image = "registry.example.com/echo:1.4.2";

/** An environment that serves nothing, whatever the stack file has. */
export const noController: Changes = {
  "versions.addons.aws-load-balancer-controller": undefined,
  exposure: undefined,
};

/** What apps expose, and who serves it. */
export const exposureMistakes: readonly Mistake[] = [
  {
    title: "an exposed app that nothing serves",
    changes: { ...noController, "apps.hello.expose": { host } },
    problems: {
      "eks-platform:apps.hello.expose":
        "must be left out: the environment has nothing that serves it; add versions.addons.aws-load-balancer-controller, " +
        "versions.addons.envoy-gateway, versions.addons.traefik or versions.addons.ingress-nginx to have it served",
    },
  },
  {
    title: "a controller without its add-ons",
    changes: { ...noController, exposure: { controller: "lbc-gateway", beside: "alb" } },
    problems: {
      "eks-platform:versions.addons.aws-load-balancer-controller":
        "is required because exposure.controller is lbc-gateway",
      "eks-platform:versions.addons.gateway-api-crds": "is required because exposure.controller is lbc-gateway",
    },
  },
  {
    title: "a controller beside itself",
    changes: { ...noController, exposure: { controller: "traefik", beside: "traefik" } },
    problems: {
      "eks-platform:versions.addons.traefik": "is required because exposure.controller is traefik",
      "eks-platform:versions.addons.gateway-api-crds": "is required because exposure.controller is traefik",
      "eks-platform:exposure.beside": 'is "traefik"; must be another controller than exposure.controller',
    },
  },
  {
    title: "a rate limit and a Secret with an ALB",
    changes: {
      ...noController,
      exposure: { controller: "alb" },
      "apps.hello.expose": { host, rateLimit: { requests: 10 }, tls: { kind: "secret", secretName: "hello" } },
    },
    problems: {
      "eks-platform:versions.addons.aws-load-balancer-controller": "is required because exposure.controller is alb",
      "eks-platform:apps.hello.expose.rateLimit":
        "must be left out with alb: an ALB counts no requests; a rate-based rule of an AWS WAF web ACL does; " +
        "envoy-gateway, traefik and ingress-nginx can do it",
      "eks-platform:apps.hello.expose.tls.kind":
        'is "secret"; must be another kind with alb: an ALB takes certificates of ACM only; ' +
        "envoy-gateway, traefik and ingress-nginx can do it",
    },
  },
  {
    title: "an option that the second controller can't express",
    changes: {
      ...noController,
      exposure: { controller: "ingress-nginx", beside: "envoy-gateway" },
      "apps.hello.expose": { host, rateLimit: { requests: 10, burst: 30 } },
    },
    problems: {
      "eks-platform:versions.addons.ingress-nginx": "is required because exposure.controller is ingress-nginx",
      "eks-platform:versions.addons.envoy-gateway": "is required because exposure.beside is envoy-gateway",
      "eks-platform:apps.hello.expose.rateLimit.burst":
        "is 30; must be the same as requests with envoy-gateway: its limits have no burst of their own; " +
        "traefik and ingress-nginx can do it",
    },
  },
  {
    title: "a host of two apps, and a certificate without its add-on and of another region",
    changes: {
      ...noController,
      exposure: { controller: "traefik" },
      "versions.addons.cert-manager": undefined,
      "apps.hello.expose": { host, tls: { kind: "cert-manager", issuer: "letsencrypt" } },
      "apps.echo": {
        image,
        expose: {
          host,
          tls: {
            kind: "acm",
            certificateArn: "arn:aws:acm:us-east-1:111111111111:certificate/1234abcd-12ab-34cd-56ef-1234567890ab",
          },
        },
      },
    },
    problems: {
      "eks-platform:versions.addons.traefik": "is required because exposure.controller is traefik",
      "eks-platform:versions.addons.gateway-api-crds": "is required because exposure.controller is traefik",
      "eks-platform:versions.addons.cert-manager": "is required because apps.hello.expose.tls is cert-manager",
      "eks-platform:apps.echo.expose.host":
        'is "hello.example.com"; must differ from apps.hello.expose.host: a host has one app',
      "eks-platform:apps.echo.expose.tls.kind":
        'is "acm"; must be another kind with traefik: TLS ends at its proxies, which take certificates from Secrets, ' +
        "and ACM keeps the private key of its own; alb and lbc-gateway can do it",
      "eks-platform:apps.echo.expose.tls.certificateArn":
        'is "arn:aws:acm:us-east-1:111111111111:certificate/1234abcd-12ab-34cd-56ef-123456..."; ' +
        "must be a certificate in eu-west-1 (region) of account 111111111111 (account.id), where the load balancer is",
    },
  },
  {
    title: "an exposure of unsound values",
    changes: {
      "apps.hello.expose": {
        host: "Hello.example.com",
        paths: [{ path: "/api/" }, { path: "api" }, { path: "/a//b" }, { path: "/c" }, { path: "/c" }],
        sourceRanges: ["203.0.113.7/24"],
        healthCheck: { intervalSeconds: 5 },
        rateLimit: { requests: 10, per: "hour" },
      },
    },
    problems: {
      "eks-platform:apps.hello.expose.host":
        'is "Hello.example.com"; must be a DNS name in lower case, for example shop.example.com',
      "eks-platform:apps.hello.expose.paths[0].path": 'is "/api/"; must not end in a slash: a prefix goes without',
      "eks-platform:apps.hello.expose.paths[1].path":
        'is "api"; must be a path of letters, digits, dots, hyphens, underscores and single slashes, for example /api',
      "eks-platform:apps.hello.expose.paths[2].path":
        'is "/a//b"; must be a path of letters, digits, dots, hyphens, underscores and single slashes, for example /api',
      "eks-platform:apps.hello.expose.paths[4]": "must be listed once",
      "eks-platform:apps.hello.expose.sourceRanges[0]":
        'is "203.0.113.7/24"; must begin at its network address: 203.0.113.0/24',
      "eks-platform:apps.hello.expose.healthCheck.timeoutSeconds":
        "is 5 by default; must be less than intervalSeconds (5)",
      "eks-platform:apps.hello.expose.rateLimit.per": 'is "hour"; must be one of second, minute',
    },
  },
];
