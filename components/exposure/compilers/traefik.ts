import { gatewayAndRoutes, terminatedWith } from "../gateway";
import { metadataOf, type Compiler, type CustomManifest, type ExposedService } from "../manifest";
import { defaultCookieName, hasTls, type Exposure } from "../spec";

const group = "traefik.io";
const apiVersion = `${group}/v1alpha1` as const;

/** Listeners must have the ports of Traefik's entry points, which are these in its chart; its Service has 80 and 443. */
const ports = { http: 8000, https: 8443 };

/**
 * A Gateway for Traefik, and its middlewares for what the Gateway API does not say, in the order in which requests pass them.
 * https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/gateway-api/
 */
export const traefik: Compiler = (service, className) => {
  const middlewares = middlewaresOf(service);
  const sticky = stickyService(service);
  return [
    ...middlewares,
    ...sticky,
    ...gatewayAndRoutes(service, {
      className,
      ports,
      tls: terminatedWith(service.tlsSecretName),
      filters: middlewares.map(({ kind, metadata: { name } }) => ({
        type: "ExtensionRef",
        extensionRef: { group, kind, name },
      })),
      ...(sticky.length > 0 && { backend: { group, kind: "TraefikService", name: service.name } }),
    }),
  ];
};

function middlewaresOf(service: ExposedService): CustomManifest[] {
  const { sourceRanges, rateLimit, maxBodyMiB } = service.exposure;
  return [
    ...(sourceRanges ? [middleware(service, "source-ranges", { ipAllowList: { sourceRange: sourceRanges } })] : []),
    ...(rateLimit ? [middleware(service, "rate-limit", { rateLimit: average(rateLimit) })] : []),
    ...(maxBodyMiB === undefined
      ? []
      : [middleware(service, "body-size", { buffering: { maxRequestBodyBytes: maxBodyMiB * 2 ** 20 } })]),
  ];
}

/** Traefik's own default is a burst of 1. It tells clients apart by their address unless told otherwise. */
const average = ({ requests, per, burst = requests }: NonNullable<Exposure["rateLimit"]>) => ({
  average: requests,
  period: per === "second" ? "1s" : "1m",
  burst,
});

const middleware = (service: ExposedService, part: string, spec: CustomManifest["spec"]): CustomManifest => ({
  apiVersion,
  kind: "Middleware",
  metadata: metadataOf(service, part),
  spec,
});

/** A route of the Gateway API can't say it, but can point to this. */
function stickyService(service: ExposedService): CustomManifest[] {
  const { exposure, serviceName, servicePort } = service;
  const { stickySessions } = exposure;
  if (!stickySessions) return [];
  const cookie = {
    name: stickySessions.cookieName ?? defaultCookieName,
    maxAge: stickySessions.durationSeconds,
    httpOnly: true,
    secure: hasTls(exposure) && exposure.redirectToHttps,
  };
  return [
    {
      apiVersion,
      kind: "TraefikService",
      metadata: metadataOf(service),
      spec: { weighted: { services: [{ name: serviceName, port: servicePort, sticky: { cookie } }] } },
    },
  ];
}
