import assert from "node:assert/strict";
import fc from "fast-check";
import { instanceType, instanceTypeNames } from "../../capacity/instanceTypes";
import { holdsPrefixes, HOST_NETWORK_PODS, maxPods, type CniMode } from "../../capacity/maxPods";
import { full, idle, nodeAddresses, type CniSettings, type WarmTargets } from "../../capacity/nodeAddresses";

const take = (type: string, settings: CniSettings, pods: number) => {
  const { interfaces, nodeSubnet } = nodeAddresses(instanceType(type), settings, { pods });
  return { interfaces, ...nodeSubnet };
};

type Row = readonly [type: string, warmTargets: WarmTargets, pods: number, interfaces: number, attached: number];

// https://github.com/aws/amazon-vpc-cni-k8s/blob/master/docs/eni-and-ip-target.md, 2026-08-20
const publishedAddresses: readonly Row[] = [
  ["t3.small", { enis: 1 }, 0, 1, 3],
  ["t3.small", { enis: 1 }, 5, 3, 9],
  ["t3.small", { enis: 1 }, 9, 3, 9],
  ["t3.small", { ips: 1, minimumIps: 1 }, 0, 1, 1],
  ["t3.small", { ips: 1, minimumIps: 1 }, 5, 2, 6],
  ["t3.small", { ips: 1, minimumIps: 1 }, 9, 3, 9],
  ["t3.small", { ips: 2, minimumIps: 5 }, 0, 2, 5],
  ["t3.small", { ips: 2, minimumIps: 5 }, 5, 3, 7],
  ["t3.small", { ips: 2, minimumIps: 5 }, 9, 3, 9],
  ["p3dn.24xlarge", { enis: 1 }, 0, 1, 49],
  ["p3dn.24xlarge", { enis: 1 }, 3, 2, 98],
  ["p3dn.24xlarge", { enis: 1 }, 95, 3, 147],
  ["p3dn.24xlarge", { ips: 5, minimumIps: 10 }, 0, 1, 10],
  ["p3dn.24xlarge", { ips: 5, minimumIps: 10 }, 7, 1, 12],
  ["p3dn.24xlarge", { ips: 5, minimumIps: 10 }, 15, 1, 20],
  ["p3dn.24xlarge", { ips: 5, minimumIps: 10 }, 45, 2, 50],
];

/**
 * https://github.com/aws/amazon-vpc-cni-k8s/blob/master/docs/prefix-and-ip-target.md, 2026-08-20. Where that table contradicts itself the code decides: a minimum of 20
 * addresses is two prefixes, as the text above the table says, and an interface is attached only when those there are hold no more (the table has p3dn with 2 and 3).
 */
const publishedPrefixes: readonly Row[] = [
  ["t3.small", { prefixes: 1 }, 0, 1, 1],
  ["t3.small", { prefixes: 1 }, 5, 1, 2],
  ["t3.small", { prefixes: 1 }, 16, 1, 2],
  ["t3.small", { prefixes: 1 }, 17, 1, 3],
  ["t3.small", { prefixes: 1 }, 58, 2, 5],
  ["t3.small", { ips: 1, minimumIps: 1 }, 0, 1, 1],
  ["t3.small", { ips: 1, minimumIps: 1 }, 5, 1, 1],
  ["t3.small", { ips: 1, minimumIps: 1 }, 17, 1, 2],
  ["t3.small", { ips: 1, minimumIps: 1 }, 58, 2, 4],
  ["t3.small", { ips: 7, minimumIps: 20 }, 0, 1, 2],
  ["t3.small", { ips: 7, minimumIps: 20 }, 5, 1, 2],
  ["t3.small", { ips: 7, minimumIps: 20 }, 17, 1, 2],
  ["t3.small", { ips: 7, minimumIps: 20 }, 58, 2, 5],
  ["p3dn.24xlarge", { prefixes: 1 }, 0, 1, 1],
  ["p3dn.24xlarge", { prefixes: 1 }, 3, 1, 2],
  ["p3dn.24xlarge", { prefixes: 1 }, 95, 1, 7],
  ["p3dn.24xlarge", { ips: 5, minimumIps: 10 }, 0, 1, 1],
  ["p3dn.24xlarge", { ips: 5, minimumIps: 10 }, 7, 1, 1],
  ["p3dn.24xlarge", { ips: 5, minimumIps: 10 }, 15, 1, 2],
  ["p3dn.24xlarge", { ips: 5, minimumIps: 10 }, 45, 1, 4],
];

describe("nodeAddresses", () => {
  for (const [type, warmTargets, pods, interfaces, attached] of publishedAddresses) {
    it(`takes ${attached} secondary addresses for ${pods} pods on ${type} with ${JSON.stringify(warmTargets)}`, () => {
      assert.deepEqual(take(type, { warmTargets }, pods), { interfaces, single: interfaces + attached, prefixes: 0 });
    });
  }

  for (const [type, warmTargets, pods, interfaces, attached] of publishedPrefixes) {
    it(`takes ${attached} prefixes for ${pods} pods on ${type} with ${JSON.stringify(warmTargets)}`, () => {
      const settings = { prefixDelegation: true, warmTargets };
      assert.deepEqual(take(type, settings, pods), { interfaces, single: interfaces, prefixes: attached });
    });
  }

  it("takes an interface full of addresses for a node that is empty, and all there are for one that is full", () => {
    const m7i = instanceType("m7i.large");
    assert.deepEqual(nodeAddresses(m7i, {}, idle).nodeSubnet, { single: 10, prefixes: 0 });
    assert.deepEqual(nodeAddresses(m7i, {}, full(29)).nodeSubnet, { single: 30, prefixes: 0 });
  });

  it("gets no more once the kubelet's limit is reached", () => {
    assert.deepEqual(nodeAddresses(instanceType("m7i.large"), {}, full(9)).nodeSubnet, { single: 10, prefixes: 0 });
    const limited = nodeAddresses(instanceType("m5.large"), { prefixDelegation: true }, full(110));
    assert.deepEqual(limited.nodeSubnet, { single: 1, prefixes: 7 });
  });

  it("leaves pods without an address where only a minimum of addresses is set", () => {
    const { pods } = nodeAddresses(instanceType("m7i.large"), { warmTargets: { minimumIps: 6 } }, { pods: 20 });
    assert.equal(pods, 6);
  });

  it("takes the pods' addresses from their own subnet with custom networking", () => {
    const { interfaces, nodeSubnet, podSubnet } = nodeAddresses(
      instanceType("m5.large"),
      { customNetworking: true },
      full(20),
    );
    assert.deepEqual(
      { interfaces, nodeSubnet, podSubnet },
      {
        interfaces: 3,
        nodeSubnet: { single: 1, prefixes: 0 },
        podSubnet: { single: 20, prefixes: 0 },
      },
    );
  });

  it("adds a trunk, and an address for each pod with security groups of its own", () => {
    const settings = { podSecurityGroups: true };
    const { interfaces, nodeSubnet } = nodeAddresses(instanceType("m5.large"), settings, { pods: 18, branchPods: 9 });
    assert.deepEqual({ interfaces, nodeSubnet }, { interfaces: 3, nodeSubnet: { single: 30, prefixes: 0 } });
  });

  const settings = (type: string): fc.Arbitrary<CniSettings> =>
    fc.record({
      prefixDelegation: fc.constantFrom(false, holdsPrefixes(instanceType(type))),
      warmTargets: fc.record(
        {
          enis: fc.integer({ min: 0, max: 3 }),
          ips: fc.integer({ min: 1, max: 40 }),
          minimumIps: fc.integer({ min: 0, max: 60 }),
          prefixes: fc.integer({ min: 0, max: 4 }),
        },
        { requiredKeys: [] },
      ),
    });
  const anyNode = fc
    .constantFrom(...instanceTypeNames.filter((name) => instanceType(name).vcpu !== undefined))
    .chain((type) =>
      fc.record({ type: fc.constant(type), settings: settings(type), pods: fc.integer({ min: 0, max: 300 }) }),
    );
  const total = (type: string, given: CniSettings, pods: number) => {
    const { single, prefixes } = take(type, given, pods);
    return single + 16 * prefixes;
  };

  it("never takes less for more pods", () => {
    fc.assert(
      fc.property(anyNode, ({ type, settings: given, pods }) => {
        assert.ok(total(type, given, pods) <= total(type, given, pods + 1));
      }),
    );
  });

  const closeToTheLimit: CniSettings = { prefixDelegation: true, warmTargets: { ips: 17, minimumIps: 48 } };

  const largeSteps: CniSettings = { prefixDelegation: true, warmTargets: { ips: 33, minimumIps: 48 } };

  it("never takes less for a higher warm target", () => {
    fc.assert(
      fc.property(
        anyNode,
        fc.constantFrom("enis", "ips", "minimumIps", "prefixes"),
        ({ type, settings: given, pods }, key) => {
          const target = given.warmTargets?.[key];
          if (target === undefined) return;
          const higher = { ...given, warmTargets: { ...given.warmTargets, [key]: target + 1 } };
          // From 0 to 1 it switches the other targets off.
          if (target === 0 && key === "minimumIps" && given.warmTargets?.ips === undefined) return;
          // The CNI stops at the kubelet's limit, and where its last step ends depends on the steps before: with prefixes by a whole warm target.
          const { ips = 0, minimumIps = 0 } = given.warmTargets ?? {};
          const slack = given.prefixDelegation ? 2 * 16 * Math.ceil(Math.max(ips, minimumIps, 16) / 16) : 0;
          assert.ok(total(type, given, pods) <= total(type, higher, pods) + slack);
        },
      ),
      {
        examples: [
          [{ type: "p5e.48xlarge", settings: closeToTheLimit, pods: 240 }, "minimumIps"],
          [{ type: "a1.large", settings: largeSteps, pods: 96 }, "minimumIps"],
        ],
      },
    );
  });

  it("has an address for every pod that the kubelet runs, on every type", () => {
    const modes: readonly CniMode[] = [{}, { prefixDelegation: true }];
    for (const name of instanceTypeNames) {
      const type = instanceType(name);
      for (const mode of modes) {
        if (mode.prefixDelegation && (!holdsPrefixes(type) || type.vcpu === undefined)) continue;
        const limit = maxPods(type, mode);
        const { interfaces, pods } = nodeAddresses(type, mode, full(limit));
        assert.equal(pods, limit - HOST_NETWORK_PODS, name);
        assert.ok(interfaces <= type.enis, name);
      }
    }
  });

  it("takes every address of every type that is full", () => {
    for (const name of instanceTypeNames) {
      const type = instanceType(name);
      assert.equal(nodeAddresses(type, {}, full(maxPods(type))).nodeSubnet.single, type.enis * type.ipv4PerEni, name);
    }
  });
});
