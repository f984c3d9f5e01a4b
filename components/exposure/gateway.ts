import { metadataOf, type CustomManifest, type ExposedService } from "./manifest";
import { hasTls } from "./spec";

const gatewayApi = "gateway.networking.k8s.io";

/** What a controller adds to the objects of the Gateway API. */
interface GatewayParts {
  readonly className: string;
  /** @default 80 and 443 */
  readonly ports?: { readonly http: number; readonly https: number };
  /** How TLS ends. @default the controller knows the certificate from elsewhere */
  readonly tls?: object | undefined;
  /** What the controller is told about the load balancer. */
  readonly infrastructure?: object;
  /** @default the Service */
  readonly backend?: { readonly group: string; readonly kind: string; readonly name: string };
  readonly filters?: readonly object[];
  readonly timeouts?: object | undefined;
}

/**
 * A Gateway for one host, the route to the Service, and the route that redirects to HTTPS.
 * https://gateway-api.sigs.k8s.io/reference/spec/
 */
export function gatewayAndRoutes(service: ExposedService, parts: GatewayParts): CustomManifest[] {
  const { exposure } = service;
  const { className, tls, infrastructure, ports = { http: 80, https: 443 } } = parts;
  const encrypted = hasTls(exposure);
  const redirects = encrypted && exposure.redirectToHttps;
  const listener = { hostname: exposure.host, allowedRoutes: { namespaces: { from: "Same" } } };
  const gateway: CustomManifest = {
    apiVersion: `${gatewayApi}/v1`,
    kind: "Gateway",
    metadata: metadataOf(service),
    spec: {
      gatewayClassName: className,
      ...(infrastructure && { infrastructure }),
      listeners: [
        { name: "http", protocol: "HTTP", port: ports.http, ...listener },
        ...(encrypted
          ? [{ name: "https", protocol: "HTTPS", port: ports.https, ...(tls && { tls }), ...listener }]
          : []),
      ],
    },
  };
  const served = [...(redirects ? [] : ["http"]), ...(encrypted ? ["https"] : [])];
  return [
    gateway,
    ...(redirects ? [redirect(service)] : []),
    route(service, served, undefined, [rule(service, parts)]),
  ];
}

/** The main route, which policies point to. */
export const routeReference = ({ name }: ExposedService) => ({ group: gatewayApi, kind: "HTTPRoute", name });

/** TLS that ends at the controller's proxies, with the certificate in the Secret. */
export const terminatedWith = (secretName: string | undefined) =>
  secretName === undefined
    ? undefined
    : { mode: "Terminate", certificateRefs: [{ group: "", kind: "Secret", name: secretName }] };

function rule({ exposure, serviceName, servicePort }: ExposedService, parts: GatewayParts): object {
  const { backend = { group: "", kind: "Service", name: serviceName }, filters = [], timeouts } = parts;
  return {
    matches: exposure.paths.map(({ path, match }) => ({
      path: { type: match === "exact" ? "Exact" : "PathPrefix", value: path },
    })),
    ...(filters.length > 0 && { filters }),
    backendRefs: [{ ...backend, port: servicePort }],
    ...(timeouts && { timeouts }),
  };
}

/** The port is named: a controller may listen on another one than clients use. */
const redirect = (service: ExposedService): CustomManifest =>
  route(service, ["http"], "redirect", [
    {
      filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https", port: 443, statusCode: 301 } }],
    },
  ]);

const route = (
  service: ExposedService,
  listeners: readonly string[],
  part: string | undefined,
  rules: readonly object[],
): CustomManifest => ({
  apiVersion: `${gatewayApi}/v1`,
  kind: "HTTPRoute",
  metadata: metadataOf(service, part),
  spec: {
    parentRefs: listeners.map((sectionName) => ({
      group: gatewayApi,
      kind: "Gateway",
      name: service.name,
      sectionName,
    })),
    hostnames: [service.exposure.host],
    rules,
  },
});
