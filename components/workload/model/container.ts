import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { EnvSource, FileSource } from "./sources";

/** What a container is asked, to know how it is. */
type Question =
  | { /** Path that answers 200 to 399. */ readonly http: string; readonly headers?: Readonly<Record<string, string>> }
  | { readonly tcp: true }
  | { /** Name of the service in gRPC's health protocol; empty for the whole server. */ readonly grpc: string }
  | { /** Command that ends with 0. */ readonly exec: readonly string[] };

/**
 * A probe.
 * @see https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
 */
export type Probe = Question & {
  /**
   * Name of the port that is asked.
   * @default the container's first
   */
  readonly port?: string;
  /** @default startup 2, readiness 5, liveness 10 */
  readonly periodSeconds?: number;
  /** @default 2 */
  readonly timeoutSeconds?: number;
  /** @default startup 30, the others 3 */
  readonly failureThreshold?: number;
};

/** The three probes one by one. What is left out is not asked. */
export interface Probes {
  /** Until it succeeds the others wait. */
  readonly startup?: Probe;
  /** While it fails no Service sends requests to the pod. */
  readonly readiness?: Probe;
  /** When it fails the container is started again. */
  readonly liveness?: Probe;
}

export interface Port {
  /** 1 to 65535; below 1024 takes a capability. */
  readonly port: number;
  /** @default TCP */
  readonly protocol?: "TCP" | "UDP";
}

export const platforms = ["amd64", "arm64"] as const;
export type Platform = (typeof platforms)[number];

export interface Requests {
  /** For example `250m`, a quarter of a core. */
  readonly cpu: string;
  /** For example `256Mi`. */
  readonly memory: string;
  /** Others by name, for example `nvidia.com/gpu`. */
  readonly [resource: string]: string;
}

/** A container of a pod. */
export interface Container {
  /** Image with a digest, or with a tag that is not `latest`. */
  readonly image: pulumi.Input<string>;
  /**
   * Architectures that the image is for.
   * @default those of the nodes that there are
   */
  readonly platforms?: readonly Platform[];
  /** @default the image's entry point */
  readonly command?: readonly pulumi.Input<string>[];
  /** @default the image's own */
  readonly args?: readonly pulumi.Input<string>[];
  /** @default the image's own */
  readonly workingDir?: string;
  /**
   * Ports that it listens on, by name.
   * @default {}
   */
  readonly ports?: Readonly<Record<string, number | Port>>;
  /**
   * Environment variables.
   * @default {}
   */
  readonly env?: Readonly<Record<string, pulumi.Input<string> | EnvSource>>;
  /**
   * What stands in its file system beside the image, by the path where it appears. The rest can only be read.
   * @default {}
   */
  readonly files?: Readonly<Record<string, FileSource>>;
  /**
   * How one knows that it serves. A single probe stands for all three.
   * @default it is not asked
   */
  readonly healthy?: Probe | Probes;
  /** What the scheduler sets aside for it. */
  readonly requests: Requests;
  /**
   * What it may use at most. CPU has no limit by default, so that idle cores are used.
   * @default memory: the same as in requests
   */
  readonly limits?: Readonly<Record<string, string>>;
  /**
   * What runs after its start and before its end.
   * @default before the end of one with ports 5 seconds pass, in which load balancers stop sending it requests
   */
  readonly lifecycle?: types.input.core.v1.Lifecycle;
  /**
   * Changes the security context, which meets the restricted Pod Security Standard and makes the root file system read-only.
   * @default {}
   */
  readonly securityContext?: types.input.core.v1.SecurityContext;
  /**
   * What happens when it ends with certain exit codes, whatever the pod's own policy.
   * @default as the pod
   * @see https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-restart-rules
   */
  readonly restartRules?: readonly types.input.core.v1.ContainerRestartRule[];
  /**
   * Whether it runs to its end before the others start, one after the other in the order in which they are written.
   * @default false
   */
  readonly init?: true;
  /**
   * Whether it starts before the others and ends after them. `before` names init containers that need it as well.
   * @default false
   * @see https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
   */
  readonly sidecar?: true | { readonly before: readonly string[] };
}

export const portOf = (port: number | Port): Port => (typeof port === "number" ? { port } : port);

export const isProbe = (healthy: Probe | Probes): healthy is Probe =>
  "http" in healthy || "tcp" in healthy || "grpc" in healthy || "exec" in healthy;

/** The probes that are set, by name. */
export const probesOf = ({ healthy = {} }: Container): Probes =>
  isProbe(healthy) ? { startup: healthy, readiness: healthy, liveness: healthy } : healthy;
