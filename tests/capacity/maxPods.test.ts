import assert from "node:assert/strict";
import table from "../../capacity/eni-limits.json";
import { instanceType, instanceTypeNames } from "../../capacity/instanceTypes";
import { addressablePods, managedLimit, maxPods, maxPodsOfGroup } from "../../capacity/maxPods";
import { atLeastOne } from "../helpers/atLeastOne";

interface Published {
  readonly maxPods: number;
  readonly maxPodsPrefix?: number;
  readonly maxPodsPrefixUncapped?: number;
}

const published = table.instances as unknown as Record<string, Published>;

describe("maxPods", () => {
  it("agrees with the CNI's own table for all 1,391 instance types", () => {
    const computed = Object.fromEntries(instanceTypeNames.map((name) => [name, maxPods(instanceType(name))]));
    const expected = Object.fromEntries(instanceTypeNames.map((name) => [name, published[name]?.maxPods]));
    assert.equal(instanceTypeNames.length, 1391);
    assert.deepEqual(computed, expected);
  });

  it("agrees with the published prefix numbers wherever there are some", () => {
    const withPrefixes = instanceTypeNames.filter((name) => published[name]?.maxPodsPrefix !== undefined);
    assert.equal(withPrefixes.length, 1147);
    for (const name of withPrefixes) {
      assert.equal(maxPods(instanceType(name), { prefixDelegation: true }), published[name]?.maxPodsPrefix, name);
    }
  });

  it("agrees with the published addresses in prefixes wherever there are some", () => {
    const known = instanceTypeNames.filter((name) => published[name]?.maxPodsPrefixUncapped !== undefined);
    for (const name of atLeastOne(known)) {
      const addressable = addressablePods(instanceType(name), { prefixDelegation: true });
      assert.equal(addressable, published[name]?.maxPodsPrefixUncapped, name);
    }
  });

  it("knows the three numbers of m5.large", () => {
    const m5 = instanceType("m5.large");
    assert.equal(maxPods(m5), 29);
    assert.equal(maxPods(m5, { prefixDelegation: true }), 110);
    assert.equal(maxPods(m5, { customNetworking: true }), 20);
  });

  it("holds a large node with prefixes to 250 pods", () => {
    assert.equal(maxPods(instanceType("m5.24xlarge"), { prefixDelegation: true }), 250);
  });

  it("refuses prefixes on a type without the Nitro system", () => {
    assert.throws(
      () => maxPods(instanceType("m4.large"), { prefixDelegation: true }),
      /m4\.large is not built on the Nitro/,
    );
  });

  it("keeps an interface for the trunk where pods have security groups of their own", () => {
    assert.equal(maxPods(instanceType("m5.large"), { podSecurityGroups: true }), 20);
    assert.equal(maxPods(instanceType("m5.large"), { podSecurityGroups: true, customNetworking: true }), 11);
    assert.equal(maxPods(instanceType("t3.medium"), { podSecurityGroups: true }), 17, "t3 can't have a trunk");
  });

  it("refuses modes that leave no interface for pods", () => {
    const both = { podSecurityGroups: true, customNetworking: true };
    assert.throws(
      () => maxPods(instanceType("m7g.medium"), both),
      /m7g\.medium has 2 network interfaces: custom networking and security groups for pods leave none/,
    );
    assert.throws(
      () => maxPods(instanceType("hpc6id.32xlarge"), { customNetworking: true }),
      /has 1 network interface:/,
    );
  });

  it("is the lowest of a group's types", () => {
    const of = (...instanceTypes: string[]) => ({ instanceTypes, isManaged: false });
    assert.equal(maxPodsOfGroup(of("m5.xlarge", "m5.large", "m5.2xlarge"), {}), 29);
    assert.equal(maxPodsOfGroup(of("m5.24xlarge", "m5.large"), { prefixDelegation: true }), 110);
    assert.throws(() => maxPodsOfGroup(of("m5.large", "m4.large"), { prefixDelegation: true }), /m4\.large/);
    assert.throws(() => maxPodsOfGroup(of(), {}), /without instance types/);
  });

  it("is held to what EKS allows in a managed group, and is the CNI's figure in one of our own", () => {
    const ofOne = (name: string, isManaged: boolean) => maxPodsOfGroup({ instanceTypes: [name], isManaged }, {});
    assert.deepEqual(
      ["m5.large", "m5.4xlarge", "m5.24xlarge"].map((name) => [ofOne(name, true), ofOne(name, false)]),
      [
        [29, 29],
        [110, 234],
        [250, 737],
      ],
    );
    assert.equal(managedLimit(instanceType("c5a.metal")), 250, "its vCPUs are not published");
  });
});
