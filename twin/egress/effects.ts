import type { V1Service } from "../aws/eks/kubernetes/types";

/** One step of a JSON patch (RFC 6902). */
export interface PatchStep {
  readonly op: "add" | "replace";
  readonly path: string;
  readonly value: unknown;
}

/** What webhooks change of what they admit, by their names, where others rely on it. */
const effects: Readonly<Record<string, (object: unknown) => PatchStep[]>> = {
  "mservice.elbv2.k8s.aws": takeService,
};

export function effectOf(webhook: string, object: unknown): PatchStep[] {
  return effects[webhook]?.(object) ?? [];
}

/**
 * The AWS Load Balancer Controller takes each new Service of type LoadBalancer that does not say who serves it.
 *
 * @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/configurations/
 */
function takeService(object: unknown): PatchStep[] {
  const { metadata, spec } = object as V1Service;
  const type = metadata?.annotations?.["service.beta.kubernetes.io/aws-load-balancer-type"];
  if (spec?.type !== "LoadBalancer" || spec.loadBalancerClass !== undefined || type !== undefined) return [];
  return [{ op: "add", path: "/spec/loadBalancerClass", value: "service.k8s.aws/nlb" }];
}
