import type * as pulumi from "@pulumi/pulumi";
import { podLabels } from "../workload/pod.spec";
import { alb } from "./compilers/alb";
import { envoyGateway } from "./compilers/envoyGateway";
import { ingressNginx } from "./compilers/ingressNginx";
import { lbcGateway } from "./compilers/lbcGateway";
import { traefik } from "./compilers/traefik";
import { controllers, type Controller } from "./controllers.spec";
import type { Compiler, CustomManifest, ExposedService, Manifest } from "./manifest";
import type { Exposure } from "./spec";

const compilers: Readonly<Record<Controller, Compiler>> = {
  alb,
  "lbc-gateway": lbcGateway,
  "envoy-gateway": envoyGateway,
  traefik,
  "ingress-nginx": ingressNginx,
};

/** The Service that is exposed. */
export interface Backend {
  /** Name of the workload; what is made for it is called after it. */
  readonly name: string;
  readonly namespace: pulumi.Input<string>;
  readonly serviceName: pulumi.Input<string>;
  readonly servicePort: number;
}

/** The certificate that cert-manager is asked for, where it is. https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.Certificate */
export function certificate({ host, tls }: Exposure, { name, namespace }: Backend): CustomManifest | undefined {
  if (tls?.kind !== "cert-manager") return undefined;
  return {
    apiVersion: "cert-manager.io/v1",
    kind: "Certificate",
    metadata: { name, namespace, labels: podLabels(name) },
    spec: {
      secretName: secretOf(name),
      dnsNames: [host],
      issuerRef: { group: "cert-manager.io", kind: tls.issuerKind, name: tls.issuer },
      privateKey: { rotationPolicy: "Always" },
    },
  };
}

/** The objects that make a controller serve the exposure, in the order in which they are made. */
export function compile(controller: Controller, exposure: Exposure, backend: Backend, webAclArn?: string): Manifest[] {
  const { name } = backend;
  const { tls } = exposure;
  const service: ExposedService = {
    ...backend,
    exposure,
    name: `${name}-${controller}`, // two controllers may serve it side by side
    labels: podLabels(name),
    webAclArn,
    tlsSecretName: tls?.kind === "secret" ? tls.secretName : tls?.kind === "cert-manager" ? secretOf(name) : undefined,
  };
  return compilers[controller](service, controllers[controller].className);
}

const secretOf = (name: string) => `${name}-tls`;
