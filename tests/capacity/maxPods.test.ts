import assert from "node:assert/strict";
import table from "../../capacity/eni-limits.json";
import { instanceType, instanceTypeNames } from "../../capacity/instanceTypes";
import { maxPods } from "../../capacity/maxPods";

interface Published {
  readonly maxPods: number;
  readonly maxPodsPrefix?: number;
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
});
