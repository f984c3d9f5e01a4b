import assert from "node:assert/strict";
import { updateTimeout } from "../../../../components/dataPlane/managed/updateTimeout";

describe("the time-out of a managed group's updates", () => {
  const timeout = (max: number, update: { maxUnavailable?: number; maxUnavailablePercentage?: number }) =>
    updateTimeout({ scaling: { min: 1, desired: 1, max }, update: { strategy: "default", ...update } });

  it("has room for the eviction of every node that the group can have", () => {
    assert.equal(timeout(9, { maxUnavailable: 1 }), "210m");
    assert.equal(timeout(100, { maxUnavailable: 1 }), "2030m");
  });

  it("counts nodes that go at once as one", () => {
    assert.equal(timeout(9, { maxUnavailable: 3 }), "90m");
    assert.equal(timeout(10, { maxUnavailablePercentage: 25 }), "130m");
    assert.equal(timeout(3, { maxUnavailablePercentage: 10 }), "90m");
  });

  it("is never below the provider's own", () => {
    assert.equal(timeout(1, { maxUnavailable: 1 }), "60m");
    assert.equal(timeout(4, { maxUnavailable: 4 }), "60m");
  });
});
