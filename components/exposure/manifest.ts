import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Exposure } from "./spec";

interface Metadata {
  readonly name: string;
  readonly namespace: pulumi.Input<string>;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface IngressManifest {
  readonly apiVersion: "networking.k8s.io/v1";
  readonly kind: "Ingress";
  readonly metadata: Metadata;
  readonly spec: types.input.networking.v1.IngressSpec;
}

export interface CustomManifest {
  readonly apiVersion: `${string}.${string}/${string}`;
  readonly kind:
    | "BackendTrafficPolicy"
    | "Certificate"
    | "Gateway"
    | "HTTPRoute"
    | "LoadBalancerConfiguration"
    | "Middleware"
    | "SecurityPolicy"
    | "TargetGroupConfiguration"
    | "TraefikService";
  readonly metadata: Metadata;
  readonly spec: Readonly<Record<string, unknown>>;
}

/** A Kubernetes object that a compiler makes. */
export type Manifest = IngressManifest | CustomManifest;

/** What is exposed, and the Service behind it. */
export interface ExposedService {
  readonly exposure: Exposure;
  /** Name of what is made for it. */
  readonly name: string;
  readonly namespace: pulumi.Input<string>;
  readonly labels: Readonly<Record<string, string>>;
  readonly serviceName: pulumi.Input<string>;
  readonly servicePort: number;
  /** Secret that holds the certificate, where it is in one. */
  readonly tlsSecretName?: string | undefined;
  /** Web ACL of AWS WAF for its load balancer. */
  readonly webAclArn?: string | undefined;
}

/** Turns an exposure into objects for one controller, in the order in which they are made. */
export type Compiler = (service: ExposedService, className: string) => Manifest[];

/** Metadata of one of the objects; `part` tells those of one kind apart. */
export const metadataOf = ({ name, namespace, labels }: ExposedService, part?: string): Metadata => ({
  name: part === undefined ? name : `${name}-${part}`,
  namespace,
  labels,
});

/** Drops what has no value. */
export function given<Value>(record: Readonly<Record<string, Value | undefined>>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}
