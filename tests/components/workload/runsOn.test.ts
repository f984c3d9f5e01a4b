import assert from "node:assert/strict";
import { affinityOf } from "../../../components/workload/compile/affinity";
import type { Grounds, NodeSet } from "../../../components/workload/model/nodeSets";
import { placementOf } from "../../../components/workload/model/runsOn";

const set = (changes: Partial<NodeSet> & Pick<NodeSet, "name">): NodeSet => ({
  startedBy: "managed",
  capacityTypes: ["on-demand"],
  platforms: ["amd64"],
  labels: {},
  taints: [],
  machines: [],
  ...changes,
});

const grounds = (...nodeSets: NodeSet[]): Grounds => ({
  kubernetesVersion: "1.36",
  zones: 3,
  nodeSets,
  fargate: { profiles: [], profileOf: () => undefined },
});

const system = set({ name: "system" });
const spot = set({
  name: "cheap",
  capacityTypes: ["spot"],
  platforms: ["arm64"],
  taints: [{ key: "cheap", value: "yes", effect: "NoSchedule" }],
});
const pool = set({ name: "burst", startedBy: "karpenter", capacityTypes: ["spot"], platforms: ["amd64", "arm64"] });
const auto = set({ name: "general-purpose", startedBy: "auto" });
const addons = set({
  name: "system",
  startedBy: "auto",
  taints: [{ key: "CriticalAddonsOnly", effect: "NoSchedule" }],
});
const disks = set({ name: "disks", startedBy: "self-managed", labels: { storage: "nvme" } });

describe("runsOn", () => {
  it("finds spot nodes by the label of whoever starts them, and tolerates what keeps others off", () => {
    const { terms, tolerations } = placementOf(["spot", "arm64"], grounds(system, spot, pool));
    assert.deepEqual(terms, [
      { "kubernetes.io/arch": ["arm64"], "eks.amazonaws.com/capacityType": ["SPOT"] },
      {
        "kubernetes.io/arch": ["arm64"],
        "karpenter.sh/nodepool": ["burst"],
        "karpenter.sh/capacity-type": ["spot"],
      },
    ]);
    assert.deepEqual(tolerations, spot.taints);
  });

  it("finds a group by the labels that it has of its own", () => {
    assert.deepEqual(placementOf(["disks"], grounds(system, disks)).terms, [{ storage: ["nvme"] }]);
    assert.throws(() => placementOf(["system"], grounds(system, disks)), /needs a label .* labels: { group: system }/);
  });

  it("leaves the nodes that Auto Mode keeps for add-ons to them, unless they are named", () => {
    const both = grounds(auto, addons);
    assert.deepEqual(
      placementOf(["auto"], both).nodeSets.map(({ name }) => name),
      ["general-purpose"],
    );
    assert.deepEqual(placementOf(["system"], both).terms, [
      { "eks.amazonaws.com/compute-type": ["auto"], "karpenter.sh/nodepool": ["system"] },
    ]);
  });

  it("leaves every node without a taint where nothing is said", () => {
    const { terms, nodeSets } = placementOf(undefined, grounds(system, spot));
    assert.deepEqual([terms, nodeSets], [[], [system]]);
  });

  it("holds together with what the pod says itself: each term of the one with each of the other", () => {
    const placement = placementOf(["spot"], grounds(spot, pool));
    const required = [{ matchExpressions: [{ key: "disk", operator: "Exists" }] }];
    const affinity = affinityOf({ containers: {}, affinity: { nodeAffinity: { required } } }, placement, ["arm64"]);
    const { nodeAffinity } = affinity as {
      nodeAffinity: Record<string, { nodeSelectorTerms: { matchExpressions: { key: string }[] }[] }>;
    };
    assert.deepEqual(
      nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms.map(({ matchExpressions }) =>
        matchExpressions.map(({ key }) => key),
      ),
      [
        ["kubernetes.io/arch", "eks.amazonaws.com/capacityType", "disk"],
        ["kubernetes.io/arch", "karpenter.sh/nodepool", "karpenter.sh/capacity-type", "disk"],
      ],
    );
  });
});
