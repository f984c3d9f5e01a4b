import { isNodeGroup, type NodeGroup } from "../../components/dataPlane/spec";
import type { Refuse } from "../../components/spec/rule";
import type { PlatformConfig } from "../sections";
import { rule } from "./rule";

/** A rule that holds only where the stack file says `purpose: production`. */
export const inProduction = <Needed extends keyof PlatformConfig>(
  needs: readonly Needed[],
  check: (config: Pick<PlatformConfig, Needed>, refuse: Refuse) => void,
) =>
  rule<Needed | "purpose">(["purpose", ...needs], (config, refuse) => {
    if (config.purpose !== "production") return;
    check(config, (path, message) => refuse(path, `${message} (purpose: production)`));
  });

const clusterIsProtected = inProduction(["cluster"], ({ cluster }, refuse) => {
  if (!cluster.deletionProtection) {
    refuse(
      ["cluster", "deletionProtection"],
      "must be true: to delete the environment, deploy it with this and purpose: development first, then destroy it",
    );
  }
});

const apiServerIsClosed = inProduction(["cluster"], ({ cluster: { endpoint } }, refuse) => {
  if (!endpoint.private) refuse(["cluster", "endpoint", "private"], "must be true");
  endpoint.publicAccessCidrs.forEach((range, index) => {
    if (range === "0.0.0.0/0") {
      refuse(
        ["cluster", "endpoint", "publicAccessCidrs", index],
        "must not be the whole internet: name your own ranges",
      );
    }
  });
});

const accessIsAudited = inProduction(["cluster"], ({ cluster }, refuse) => {
  if (!cluster.logTypes.includes("audit")) refuse(["cluster", "logTypes"], "must include audit");
});

const zonesFailAlone = inProduction(["network"], ({ network }, refuse) => {
  if (network.natGateways === "single") {
    refuse(["network", "natGateways"], "must be onePerAz or none: the failure of its zone cuts off all zones");
  }
});

const nodesFailAlone = inProduction(["dataPlane", "network"], ({ dataPlane, network }, refuse) => {
  // Fargate and Auto Mode bring machines that AWS does not take back.
  if (!dataPlane.every(isNodeGroup)) return;
  if (!dataPlane.some((group) => onDemandNodes(group, Infinity) > 0)) {
    refuse(
      ["dataPlane"],
      "must include a group with capacityType on-demand: AWS takes spot nodes back two minutes after notice",
    );
    return;
  }
  const zones = network.availabilityZones.length;
  const lasting = dataPlane.map((group) => onDemandNodes(group, group.scaling.min) * (group.perZone ? zones : 1));
  if (lasting.reduce((sum, nodes) => sum + nodes, 0) < 2) {
    refuse(
      ["dataPlane"],
      "must keep at least 2 on-demand nodes (the sum of scaling.min): one node's failure is an outage",
    );
  }
});

/** How many of so many nodes of a group are on-demand. */
function onDemandNodes(group: NodeGroup, nodes: number): number {
  if (group.capacityType === "on-demand") return nodes;
  return group.kind === "self-managed" ? Math.min(group.onDemandBase, nodes) : 0;
}

export const productionRules = [clusterIsProtected, apiServerIsClosed, accessIsAudited, zonesFailAlone, nodesFailAlone];
