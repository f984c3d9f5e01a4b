import { stringify } from "yaml";
import { certificate, compile, type Backend } from "../../../components/exposure/compile";
import type { Controller } from "../../../components/exposure/controllers.spec";
import { beyond } from "../../../components/exposure/limits.spec";
import type { Manifest } from "../../../components/exposure/manifest";
import { exposure, type Exposure } from "../../../components/exposure/spec";

export const backend: Backend = { name: "shop", namespace: "shop", serviceName: "shop", servicePort: 80 };

/** As a stack file would say it. */
export type Written = Readonly<Record<string, unknown>>;

const kinds = {
  acm: {
    kind: "acm",
    certificateArn: "arn:aws:acm:eu-west-1:111111111111:certificate/1234abcd-12ab-34cd-56ef-1234567890ab",
  },
  secret: { kind: "secret", secretName: "shop-certificate" },
  "cert-manager": { kind: "cert-manager", issuer: "letsencrypt", issuerKind: "Issuer" },
};

const everything: Written = {
  host: "shop.example.com",
  paths: [{ path: "/" }, { path: "/cart" }, { path: "/favicon.ico", match: "exact" }],
  scheme: "internet-facing",
  tls: kinds.acm,
  rateLimit: { requests: 20, per: "minute", burst: 60 },
  timeouts: { requestSeconds: 30, idleSeconds: 120 },
  maxBodyMiB: 8,
  sourceRanges: ["203.0.113.0/24", "198.51.100.0/24"],
  healthCheck: { path: "/healthz", intervalSeconds: 20, timeoutSeconds: 4, healthyThreshold: 3, unhealthyThreshold: 4 },
  stickySessions: { cookieName: "session", durationSeconds: 3600 },
};

export const parse = (written: Written): Exposure => exposure.parse(written);

/** The same without the option at this place, and without what it leaves empty. */
export function without(written: Written, [key = "", ...rest]: readonly string[]): Written {
  const { [key]: inner, ...others } = written;
  if (rest.length === 0 || typeof inner !== "object" || inner === null) return others;
  const left = without(inner as Written, rest);
  return Object.keys(left).length > 0 ? { ...others, [key]: left } : others;
}

/** Everything that a controller can express, of TLS the first kind that it can. */
export function everythingOf(controller: Controller): Written {
  const tls = Object.values(kinds).find((kind) =>
    beyond(parse({ ...everything, tls: kind }), controller).every(({ value }) => value === undefined),
  );
  return beyond(parse({ ...everything, tls }), controller).reduce<Written>(
    (written, { option }) => without(written, option),
    { ...everything, tls },
  );
}

/** What goldens show of a controller. */
export const shown = (controller: Controller): Readonly<Record<string, Written>> => ({
  "a host, and no more": { host: "shop.example.com" },
  "everything that it can do": everythingOf(controller),
  "a certificate that it finds or gets": {
    host: "shop.example.com",
    tls:
      beyond(parse({ host: "shop.example.com", tls: kinds["cert-manager"] }), controller).length === 0
        ? kinds["cert-manager"]
        : { kind: "acm" },
    redirectToHttps: false,
  },
});

export const manifestsOf = (controller: Controller, written: Written): Manifest[] => {
  const parsed = parse(written);
  const requested = certificate(parsed, backend);
  return [...(requested ? [requested] : []), ...compile(controller, parsed, backend)];
};

export const goldenOf = (controller: Controller): string =>
  Object.entries(shown(controller))
    .flatMap(([title, written]) =>
      manifestsOf(controller, written).map(
        (manifest, index) =>
          `---\n${index === 0 ? `# ${title}\n` : ""}${stringify(manifest, { lineWidth: 0, aliasDuplicateObjects: false })}`,
      ),
    )
    .join("");
