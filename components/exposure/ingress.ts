import { metadataOf, type ExposedService, type IngressManifest } from "./manifest";

/** An Ingress of one host. What the controller is told beyond its rules stands in annotations. */
export function ingress(
  service: ExposedService,
  className: string,
  annotations: Readonly<Record<string, string>>,
): IngressManifest {
  const { exposure, serviceName, servicePort, tlsSecretName } = service;
  const backend = { service: { name: serviceName, port: { number: servicePort } } };
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { ...metadataOf(service), ...(Object.keys(annotations).length > 0 && { annotations }) },
    spec: {
      ingressClassName: className,
      rules: [
        {
          host: exposure.host,
          http: {
            paths: exposure.paths.map(({ path, match }) => ({
              path,
              pathType: match === "exact" ? "Exact" : "Prefix",
              backend,
            })),
          },
        },
      ],
      ...(tlsSecretName !== undefined && { tls: [{ hosts: [exposure.host], secretName: tlsSecretName }] }),
    },
  };
}
