import type { types } from "@pulumi/kubernetes";
import { platforms as allPlatforms } from "../model/container";
import type { Pod } from "../model/pod";
import type { Placement } from "../model/runsOn";

type Requirement = types.input.core.v1.NodeSelectorRequirement;

/** What the pod says itself, and the nodes that `runsOn` and the architecture of its images leave: both must hold. */
export function affinityOf(
  { affinity = {} }: Pod,
  placement: Placement | undefined,
  platforms: readonly string[],
): types.input.core.v1.Affinity | undefined {
  const { nodeAffinity = {}, ...pods } = affinity;
  const builtFor = platforms.length < allPlatforms.length ? [isOneOf("kubernetes.io/arch", platforms)] : [];
  const places = (placement?.terms ?? []).map((labels) =>
    Object.entries(labels).map(([key, values]) => isOneOf(key, values)),
  );
  const own = nodeAffinity.required?.map(({ matchExpressions }) => matchExpressions);
  const terms = [places, own]
    .filter((each) => each !== undefined && each.length > 0)
    .reduce<readonly Requirement[][]>(
      (all, each) => all.flatMap((left) => (each ?? []).map((right) => [...left, ...right])),
      [builtFor],
    );
  // A term without expressions would match no node, and means that every one will do.
  const required = terms.every((each) => each.length > 0) && {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: terms.map((matchExpressions) => ({ matchExpressions })),
    },
  };
  const preferred = nodeAffinity.preferred && {
    preferredDuringSchedulingIgnoredDuringExecution: [...nodeAffinity.preferred],
  };
  const nodes = (required || preferred) && { nodeAffinity: { ...required, ...preferred } };
  return nodes || Object.keys(pods).length > 0 ? { ...pods, ...nodes } : undefined;
}

const isOneOf = (key: string, values: readonly string[]): Requirement => ({ key, operator: "In", values: [...values] });
