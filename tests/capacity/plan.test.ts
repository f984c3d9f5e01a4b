import assert from "node:assert/strict";
import fc from "fast-check";
import { addressesOf } from "../../capacity/demand";
import { planCapacity, type Moments, type PlannedEnvironment, type Replacement } from "../../capacity/plan";
import { environment, environments, group } from "./plannedEnvironment";

const nodes = (changes: Partial<PlannedEnvironment>): Moments<number> | undefined => {
  const [first] = planCapacity(environment(changes)).groups;
  return first?.nodes;
};
const peakWith = (replacement: Replacement, scaling = { min: 2, desired: 2, max: 4 }, zones = 2) =>
  nodes({ zones, groups: [group({ replacement, scaling })] })?.peak;

describe("planCapacity", () => {
  it("counts idle nodes at the minimum, full ones at the maximum, and the surge of an upgrade", () => {
    const { groups, takes, left, fits } = planCapacity(environment());
    const [system] = groups;
    assert.ok(system);
    assert.deepEqual(system.nodes, { min: 1, max: 2, peak: 4 });
    assert.deepEqual(system.takes, {
      min: { single: 10, prefixes: 0 },
      max: { single: 60, prefixes: 0 },
      peak: { single: 120, prefixes: 0 },
    });
    // The control plane has 2 interfaces in a subnet, and takes 5 addresses more for its own upgrade.
    assert.deepEqual([takes.min.single, takes.max.single, takes.peak.single], [12, 62, 127]);
    assert.deepEqual(left.peak.addresses, 251 - 127);
    assert.deepEqual(fits, { min: true, max: true, peak: true });
  });

  it("puts pods into subnets of their own, and leaves each node one address in the private one", () => {
    const { groups, pods } = planCapacity(environment({ podSubnets: 20, cni: { customNetworking: true } }));
    assert.deepEqual(groups[0]?.takes.max, { single: 2, prefixes: 0 });
    assert.equal(groups[0].maxPods, 20);
    assert.equal(pods?.prefixLength, 22);
    assert.deepEqual(pods.groups[0]?.takes.max, { single: 40, prefixes: 0 });
    const branches = planCapacity(
      environment({ podSubnets: 20, cni: { customNetworking: true, podSecurityGroups: true } }),
    );
    assert.deepEqual(
      branches.pods?.others.map(({ name, unbounded }) => [name, unbounded]),
      [["pods with security groups", true]],
    );
    assert.equal(branches.groups[0]?.maxPods, 11);
  });

  // https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html, 2026-11-21
  it("surges as AWS's own example says: in five zones 10 nodes with maxUnavailable 1, 20 with 20", () => {
    const of = (maxUnavailable: number) => ({ kind: "update", strategy: "default", maxUnavailable }) as const;
    const scaling = { min: 5, desired: 5, max: 50 };
    assert.equal(peakWith(of(1), scaling, 5), (50 + 10) / 5);
    assert.equal(peakWith(of(20), scaling, 5), (50 + 20) / 5);
  });

  it("knows a percentage, the minimal strategy and instance refreshes", () => {
    const scaling = { min: 10, desired: 10, max: 40 };
    const update = { kind: "update", strategy: "default", maxUnavailablePercentage: 50 } as const;
    const refresh = (minHealthyPercentage: number) => ({ kind: "instanceRefresh", minHealthyPercentage }) as const;
    assert.equal(peakWith(update, scaling), 30, "20 nodes more");
    assert.equal(peakWith({ ...update, strategy: "minimal" }, scaling), 20, "old nodes go first");
    assert.equal(peakWith(refresh(90), scaling), 20, "old nodes go first");
    assert.equal(peakWith(refresh(100), scaling), 21, "a new node comes first");
  });

  it("surges by at most the 100 nodes that EKS updates at once", () => {
    const scaling = { min: 1, desired: 1, max: 400 };
    assert.equal(peakWith({ kind: "update", strategy: "default", maxUnavailablePercentage: 100 }, scaling), 250);
  });

  it("counts a group of every zone in each, with a surge of two nodes", () => {
    const perZone = [group({ perZone: true, scaling: { min: 1, desired: 1, max: 3 } })];
    assert.deepEqual(nodes({ zones: 3, groups: perZone }), { min: 1, max: 3, peak: 5 });
  });

  it("takes the type that needs most, with the pod limit of the smallest", () => {
    const mixed = planCapacity(environment({ groups: [group({ instanceTypes: ["m5.4xlarge", "m5.large"] })] }));
    assert.equal(mixed.groups[0]?.maxPods, 29);
    // An m5.4xlarge has 29 addresses for pods on its first interface, as many as the kubelet runs: it never gets a second one.
    assert.deepEqual(mixed.groups[0].node, {
      idle: { single: 30, prefixes: 0 },
      full: { single: 30, prefixes: 0 },
    });
  });

  it("counts interface endpoints, and the least that Fargate and Auto Mode take", () => {
    const { others, takes } = planCapacity(
      environment({ groups: [], interfaceEndpoints: 3, fargate: true, autoMode: true }),
    );
    assert.deepEqual(
      others.map(({ name, takes: { peak }, unbounded }) => [name, addressesOf(peak), unbounded]),
      [
        ["the control plane", 7, false],
        ["interface endpoints", 3, false],
        ["Fargate pods", 1, true],
        ["Auto Mode nodes", 2, true],
      ],
    );
    assert.equal(addressesOf(takes.peak), 13);
  });

  it("needs whole blocks with prefixes, not addresses alone", () => {
    const large = [group({ instanceTypes: ["c7g.4xlarge"], scaling: { min: 1, desired: 1, max: 1 } })];
    const cni = { prefixDelegation: true };
    const { takes, left, fits } = planCapacity(
      environment({ groups: large, cni, subnets: { private: 26, public: 28 } }),
    );
    assert.deepEqual(takes.max, { single: 1 + 2, prefixes: 7 });
    assert.equal(left.max.blocks, 2 - 7);
    assert.equal(fits.max, false);
  });

  it("never needs less at the maximum than at the minimum, nor less at the peak", () => {
    fc.assert(
      fc.property(environments, (any) => {
        const { takes, fits } = planCapacity(any);
        const [min, max, peak] = [takes.min, takes.max, takes.peak].map(addressesOf) as [number, number, number];
        assert.ok(min <= max && max <= peak);
        assert.ok((!fits.peak || fits.max) && (!fits.max || fits.min));
      }),
    );
  });

  it("never needs less with a higher maximum", () => {
    fc.assert(
      fc.property(environments, fc.nat(3), (any, index) => {
        const more = any.groups.map((item, at) =>
          at === index ? { ...item, scaling: { ...item.scaling, max: item.scaling.max + 1 } } : item,
        );
        const [before, after] = [planCapacity(any), planCapacity({ ...any, groups: more })];
        assert.ok(addressesOf(before.takes.peak) <= addressesOf(after.takes.peak));
      }),
    );
  });
});
