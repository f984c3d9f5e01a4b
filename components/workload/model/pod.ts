import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Allowed } from "../../iam/rolePolicy";
import { platforms, type Container, type Platform } from "./container";
import type { DataObject } from "./sources";

/** Over what the pods of a workload are spread, and how strictly. */
export interface Spread {
  /**
   * Zones. `required`: a pod waits rather than make them uneven.
   * @default preferred
   */
  readonly zones?: "required" | "preferred" | "none";
  /** Nodes, the same way. @default preferred */
  readonly nodes?: "required" | "preferred" | "none";
  /**
   * With `zones: required`: the number of zones that must have a pod.
   * @default 1
   */
  readonly minZones?: number;
}

export interface Affinity {
  readonly nodeAffinity?: {
    /** One of these must hold. */
    readonly required?: readonly {
      readonly matchExpressions: readonly types.input.core.v1.NodeSelectorRequirement[];
    }[];
    readonly preferred?: readonly types.input.core.v1.PreferredSchedulingTerm[];
  };
  readonly podAffinity?: types.input.core.v1.PodAffinity;
  readonly podAntiAffinity?: types.input.core.v1.PodAntiAffinity;
}

/** A pod, whatever runs it. */
export interface Pod {
  /** By name. */
  readonly containers: Readonly<Record<string, Container>>;
  /**
   * Words that say which nodes may run it, all of which must hold: `spot`, `on-demand`, `amd64`, `arm64`, `fargate`, `auto`, or the
   * name of a group or of a Karpenter node pool. Taints of these nodes are tolerated.
   * @default every node without a taint
   */
  readonly runsOn?: readonly string[];
  /** Labels that the node must have, beside what `runsOn` says. @default {} */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /** Affinity, its terms in Kubernetes' own words. @default none */
  readonly affinity?: Affinity;
  /** Taints that it tolerates, beside those of `runsOn`. @default [] */
  readonly tolerations?: readonly types.input.core.v1.Toleration[];
  /** @default zones and nodes preferred */
  readonly spread?: Spread;
  /** Name of a PriorityClass. @default the cluster's default */
  readonly priorityClassName?: string;
  /** Name of a RuntimeClass. @default the node's own runtime */
  readonly runtimeClassName?: string;
  /**
   * Seconds from the request to end until the pod is killed.
   * @default 30
   */
  readonly terminationGracePeriodSeconds?: number;
  /** Names by address, for /etc/hosts. @default {} */
  readonly hostAliases?: Readonly<Record<string, readonly string[]>>;
  /** Secrets with the credentials of registries. ECR needs none. @default [] */
  readonly imagePullSecrets?: readonly DataObject[];
  /** Changes the security context of the pod. @default {} */
  readonly securityContext?: types.input.core.v1.PodSecurityContext;
  /**
   * What its pods may do in AWS: a role of their own, which no other pod gets.
   * @default nothing
   */
  readonly aws?: { readonly allow: readonly Allowed[] };
  /** Whether it may use the Kubernetes API, as its service account. @default false */
  readonly automountServiceAccountToken?: boolean;
  /** Labels of its pods, beside its name. @default {} */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations of its pods. @default {} */
  readonly annotations?: Readonly<Record<string, pulumi.Input<string>>>;
}

/** Names of the containers by when they run; sidecars before the init containers that need them. */
export function containerOrder(containers: Pod["containers"]): {
  readonly main: readonly string[];
  readonly init: readonly string[];
} {
  const names = Object.keys(containers);
  const isSidecar = (name: string) => containers[name]?.sidecar !== undefined;
  const main = names.filter((name) => !isSidecar(name) && !containers[name]?.init);
  const sidecars = names.filter(isSidecar);
  const neededBy = (name: string) =>
    sidecars.filter((sidecar) => {
      const { sidecar: setting } = containers[sidecar] ?? {};
      return typeof setting === "object" && setting.before.includes(name);
    });
  const init = names
    .filter((name) => containers[name]?.init)
    .flatMap((name) => [...neededBy(name), name])
    .filter((name, index, all) => all.indexOf(name) === index);
  return { main, init: [...init, ...sidecars.filter((name) => !init.includes(name))] };
}

/** Architectures that all its containers have images for. */
export const platformsOf = ({ containers }: Pod): Platform[] =>
  platforms.filter((platform) =>
    Object.values(containers).every((container) => container.platforms?.includes(platform) ?? true),
  );
