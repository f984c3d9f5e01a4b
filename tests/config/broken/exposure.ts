import type { Changes } from "../stackText";
import type { Mistake } from "./mistake";

const host = "hello.example.com";
const image = "registry.example.com/echo:1.4.2";

/** An environment that serves nothing, whatever the stack file has. */
export const noController: Changes = {
  "versions.addons.aws-load-balancer-controller": undefined,
  exposure: undefined,
};

const byAlb: Changes = { "versions.addons.aws-load-balancer-controller": "3.5.0", exposure: { controller: "alb" } };

const offNginx: Changes = {
  ...byAlb,
  exposure: { controller: "ingress-nginx", beside: "alb" },
  "versions.addons.ingress-nginx": "4.15.1",
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
        "must be left out with alb: an ALB counts no requests; a rate-based rule of an AWS WAF web ACL does, which " +
        "exposure.webAclArn names; envoy-gateway, traefik and ingress-nginx can do it",
      "eks-platform:apps.hello.expose.tls.kind":
        'is "secret"; must not be secret with alb: an ALB takes certificates of ACM only; ' +
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
        "is 30; must be equal to requests with envoy-gateway: its limits have no burst of their own; " +
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
        'is "acm"; must not be acm with traefik: TLS ends at its proxies, which take certificates from Secrets, ' +
        "and ACM keeps the private key of its own; alb and lbc-gateway can do it",
      "eks-platform:apps.echo.expose.tls.certificateArn":
        'is "arn:aws:acm:us-east-1:111111111111:certificate/1234abcd-12ab-34cd-56ef-123456..."; ' +
        "must be a certificate in eu-west-1 (region) of account 111111111111 (account.id), where the load balancer is",
    },
  },
  {
    title: "certificates for other hosts",
    changes: {
      ...byAlb,
      dns: {
        zones: [{ name: "example.com", id: "Z0123456789ABCDEFGHIJ" }],
        certificates: { web: { domainName: "*.example.com", subjectAlternativeNames: ["example.com"] } },
      },
      "apps.hello.expose": { host: "hello.dev.example.com", tls: { kind: "acm" } }, // a wildcard stands for one label
      "apps.echo": { image, expose: { host: "echo.example.com", tls: { kind: "acm" } } },
    },
    problems: {
      "eks-platform:apps.hello.expose.host":
        'is "hello.dev.example.com"; must be a host that a certificate of dns.certificates is for (they are for ' +
        "*.example.com and example.com): add one, or name another in tls.certificateArn",
    },
  },
  {
    title: "a certificate that the issuer can't prove",
    changes: {
      ...offNginx,
      exposure: { controller: "ingress-nginx" },
      dns: { zones: [{ name: "example.org", id: "Z0123456789ABCDEFGHIJ" }] },
      "versions.addons.cert-manager": "v1.21.2-eksbuild.1",
      addons: { "cert-manager": { issuer: { email: "platform-team@example.com" } } },
      "apps.hello.expose": { host, tls: { kind: "cert-manager", issuer: "letsencrypt" } },
    },
    problems: {
      "eks-platform:apps.hello.expose.host":
        'is "hello.example.com"; must lie in a public zone of dns.zones, example.org: its issuer proves hosts there alone',
    },
  },
  {
    title: "a certificate for the second controller that there is not",
    changes: {
      ...offNginx,
      "apps.hello.expose": { host, tls: { kind: "secret", secretName: "hello" }, tlsBeside: { kind: "acm" } },
    },
    problems: {
      "eks-platform:apps.hello.expose.host":
        'is "hello.example.com"; must be a host that a certificate of dns.certificates is for (there is none): add one, ' +
        "or name another in tlsBeside.certificateArn",
    },
  },
  {
    title: "a certificate of the same kind for the second controller",
    changes: {
      ...offNginx,
      "apps.hello.expose": { host, tls: { kind: "none" }, tlsBeside: { kind: "none" } },
    },
    problems: {
      "eks-platform:apps.hello.expose.tlsBeside.kind": 'is "none"; must be another kind than tls.kind',
    },
  },
  {
    title: "a certificate for a second controller that is not there",
    changes: {
      ...byAlb,
      "apps.hello.expose": { host, tlsBeside: { kind: "none" } },
    },
    problems: {
      "eks-platform:apps.hello.expose.tlsBeside": "must be left out without exposure.beside: nothing serves it",
    },
  },
  {
    title: "apps that share an ALB and want it to be different",
    changes: {
      ...byAlb,
      "apps.hello.expose": { host, sourceRanges: ["203.0.113.0/24"], timeouts: { idleSeconds: 120 } },
      "apps.echo": { image, expose: { host: "echo.example.com" } },
    },
    problems: {
      "eks-platform:apps.echo.expose.sourceRanges":
        "is left out; must agree with apps.hello.expose: source ranges go for the whole ALB that they share; " +
        '"loadBalancer: own" gives an app one of its own',
      "eks-platform:apps.echo.expose.timeouts.idleSeconds":
        "is left out; must agree with apps.hello.expose: an idle time-out goes for the whole ALB that they share; " +
        '"loadBalancer: own" gives an app one of its own',
    },
  },
  {
    title: "a redirect to HTTPS of an ALB that serves plain HTTP as well",
    changes: {
      ...byAlb,
      dns: {
        zones: [{ name: "example.com", id: "Z0123456789ABCDEFGHIJ" }],
        certificates: { web: { domainName: host } },
      },
      "apps.hello.expose": { host, tls: { kind: "acm" } },
      "apps.echo": { image, expose: { host: "echo.example.com", tls: { kind: "none" } } },
    },
    problems: {
      "eks-platform:apps.echo.expose.tls":
        "must agree with apps.hello.expose: a redirect to HTTPS goes for the whole ALB that they share; " +
        '"loadBalancer: own" gives an app one of its own',
    },
  },
  {
    title: "an app on the internet behind a load balancer inside the VPC",
    changes: {
      ...offNginx,
      "apps.hello.expose": { host, scheme: "internet-facing", loadBalancer: "own" },
    },
    problems: {
      "eks-platform:apps.hello.expose.scheme":
        'is "internet-facing"; must be that of all with ingress-nginx: one load balancer serves all of its apps, ' +
        "whose scheme the settings of its add-on say; alb, lbc-gateway and envoy-gateway can do it",
      "eks-platform:apps.hello.expose.loadBalancer":
        'is "own"; must not be own with ingress-nginx: one load balancer serves all of its apps; ' +
        "alb, lbc-gateway and envoy-gateway can do it",
    },
  },
  {
    title: "a web ACL that no ALB asks",
    changes: {
      ...offNginx,
      exposure: {
        controller: "ingress-nginx",
        webAclArn: "arn:aws:wafv2:eu-west-1:111111111111:regional/webacl/limits/1234abcd-12ab-34cd-56ef-1234567890ab",
      },
    },
    problems: {
      "eks-platform:exposure.webAclArn":
        'is "arn:aws:wafv2:eu-west-1:111111111111:regional/webacl/limits/1234abcd-12ab-34c..."; ' +
        "must be left out: AWS WAF works at ALBs, which alb and lbc-gateway make",
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
