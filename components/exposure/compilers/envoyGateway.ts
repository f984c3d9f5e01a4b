import { gatewayAndRoutes, routeReference, terminatedWith } from "../gateway";
import { given, metadataOf, type Compiler, type CustomManifest, type ExposedService } from "../manifest";
import { defaultCookieName, type Exposure } from "../spec";

const apiVersion = "gateway.envoyproxy.io/v1alpha1";

/**
 * A Gateway for Envoy Gateway, and its policies for what the Gateway API does not say. Policies come before the route that
 * they are for, so that nothing is open before it is limited.
 * https://gateway.envoyproxy.io/docs/api/extension_types/
 */
export const envoyGateway: Compiler = (service, className) => {
  const { scheme, timeouts } = service.exposure;
  return [
    ...securityPolicy(service),
    ...backendTrafficPolicy(service),
    ...gatewayAndRoutes(service, {
      className,
      tls: terminatedWith(service.tlsSecretName),
      // Of the Service that Envoy Gateway makes for the Gateway; what else it has comes from the class.
      infrastructure: { annotations: { "service.beta.kubernetes.io/aws-load-balancer-scheme": scheme } },
      timeouts: timeouts.requestSeconds === undefined ? undefined : { request: `${timeouts.requestSeconds}s` },
    }),
  ];
};

function securityPolicy(service: ExposedService): CustomManifest[] {
  const { sourceRanges } = service.exposure;
  if (!sourceRanges) return [];
  return [
    {
      apiVersion,
      kind: "SecurityPolicy",
      metadata: metadataOf(service),
      spec: {
        targetRefs: [routeReference(service)],
        authorization: {
          defaultAction: "Deny",
          rules: [{ name: "source-ranges", action: "Allow", principal: { clientCIDRs: sourceRanges } }],
        },
      },
    },
  ];
}

function backendTrafficPolicy(service: ExposedService): CustomManifest[] {
  const { exposure } = service;
  const { timeouts, maxBodyMiB } = exposure;
  const spec = given({
    rateLimit: rateLimit(exposure),
    timeout:
      timeouts.idleSeconds === undefined ? undefined : { http: { streamIdleTimeout: `${timeouts.idleSeconds}s` } },
    requestBuffer: maxBodyMiB === undefined ? undefined : { limit: `${maxBodyMiB}Mi` },
    healthCheck: healthCheck(exposure),
    loadBalancer: loadBalancer(exposure),
  });
  if (Object.keys(spec).length === 0) return [];
  return [
    {
      apiVersion,
      kind: "BackendTrafficPolicy",
      metadata: metadataOf(service),
      spec: { targetRefs: [routeReference(service)], ...spec },
    },
  ];
}

/** A bucket for each address. Each Envoy has its own: counting together takes a Redis. */
const rateLimit = ({ rateLimit: limit }: Exposure) =>
  limit && {
    local: {
      rules: [
        {
          clientSelectors: [{ sourceCIDR: { type: "Distinct", value: "0.0.0.0/0" } }],
          limit: { requests: limit.requests, unit: limit.per === "second" ? "Second" : "Minute" },
        },
      ],
    },
  };

const healthCheck = ({ healthCheck: check }: Exposure) =>
  check && {
    active: {
      type: "HTTP",
      http: { path: check.path },
      interval: `${check.intervalSeconds}s`,
      timeout: `${check.timeoutSeconds}s`,
      healthyThreshold: check.healthyThreshold,
      unhealthyThreshold: check.unhealthyThreshold,
    },
  };

const loadBalancer = ({ stickySessions }: Exposure) =>
  stickySessions && {
    type: "ConsistentHash",
    consistentHash: {
      type: "Cookie",
      cookie: { name: stickySessions.cookieName ?? defaultCookieName, ttl: `${stickySessions.durationSeconds}s` },
    },
  };
