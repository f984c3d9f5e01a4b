import assert from "node:assert/strict";
import fc from "fast-check";
import { defaultSubnets, subnetsFit, usableAddresses, zonePrefixLength } from "../../capacity/subnets";

const vpcPrefixLength = fc.integer({ min: 16, max: 24 });
const zones = fc.integer({ min: 2, max: 6 });

describe("subnets", () => {
  it("get an equal share of the VPC in every zone", () => {
    fc.assert(
      fc.property(vpcPrefixLength, zones, (vpc, count) => {
        const share = 2 ** (32 - zonePrefixLength(vpc, count));
        const whole = 2 ** (32 - vpc);
        assert.ok(share * count <= whole, "the shares fit");
        assert.ok(share * 2 * count > whole, "twice the share would not fit");
      }),
    );
  });

  it("fit the VPC by default, the private ones at least as large, each with room for the control plane", () => {
    fc.assert(
      fc.property(vpcPrefixLength, zones, (vpc, count) => {
        const lengths = defaultSubnets(vpc, count);
        assert.ok(subnetsFit(vpc, count, lengths));
        assert.ok(lengths.private <= lengths.public && lengths.public <= 28);
        assert.ok(usableAddresses(lengths.private) >= 6);
      }),
    );
  });

  it("are what a person expects of usual VPCs", () => {
    assert.deepEqual(defaultSubnets(16, 3), { private: 19, public: 23 });
    assert.deepEqual(defaultSubnets(16, 2), { private: 18, public: 22 });
    assert.deepEqual(defaultSubnets(24, 4), { private: 27, public: 28 });
  });

  it("do not fit once they are larger than a zone's share together", () => {
    assert.ok(subnetsFit(16, 3, { private: 19, public: 19 }));
    assert.ok(!subnetsFit(16, 3, { private: 18, public: 28 }));
    assert.ok(!subnetsFit(16, 3, { private: 28, public: 17 }));
  });

  it("lose five addresses to AWS", () => {
    assert.equal(usableAddresses(28), 11);
    assert.equal(usableAddresses(24), 251);
  });
});
