import type { types } from "@pulumi/kubernetes";

export type PodSecurityLevel = "restricted" | "baseline" | "privileged";

/** What a namespace admits, and how much. */
export interface Namespace {
  /**
   * Pod Security Standard that its pods must meet.
   * @default restricted
   * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
   */
  readonly podSecurity?: PodSecurityLevel;
  /** Most that all its objects may ask for, for example `requests.cpu: "8"` or `pods: "50"`. @default no limit */
  readonly quota?: Readonly<Record<string, string>>;
  /** What a container gets that asks for nothing, and the most that one may ask for. @default none */
  readonly containerLimits?: Pick<types.input.core.v1.LimitRangeItem, "default" | "defaultRequest" | "max" | "min">;
  /**
   * Denies its pods all traffic but DNS and what `allow` says. Takes a data plane that enforces NetworkPolicy.
   * @default all traffic is allowed
   */
  readonly isolation?: { readonly allow?: Pick<types.input.networking.v1.NetworkPolicySpec, "ingress" | "egress"> };
  /** Kubernetes' role (view, edit, admin) by group of users, in this namespace alone. @default nobody */
  readonly access?: Readonly<Record<string, "view" | "edit" | "admin">>;
}
