import type { types } from "@pulumi/kubernetes";
import type { Spread } from "../model/pod";

interface SpreadPods {
  readonly labels: Readonly<Record<string, string>>;
  /** Label that tells the pods of one roll-out from those of another; none where there is no roll-out. */
  readonly revisionLabel?: string;
}

/** Over zones and nodes, those of each roll-out by themselves. */
export function spreadOver(
  { zones = "preferred", nodes = "preferred", minZones }: Spread = {},
  { labels, revisionLabel }: SpreadPods,
): types.input.core.v1.TopologySpreadConstraint[] {
  if (revisionLabel === undefined) return [];
  return (
    [
      ["topology.kubernetes.io/zone", zones],
      ["kubernetes.io/hostname", nodes],
    ] as const
  ).flatMap(([topologyKey, strictness]) =>
    strictness === "none"
      ? []
      : [
          {
            topologyKey,
            maxSkew: 1,
            whenUnsatisfiable: strictness === "required" ? "DoNotSchedule" : "ScheduleAnyway",
            labelSelector: { matchLabels: labels },
            matchLabelKeys: [revisionLabel],
            ...(minZones !== undefined && topologyKey.endsWith("zone") && { minDomains: minZones }),
          },
        ],
  );
}
