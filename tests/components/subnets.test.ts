import assert from "node:assert/strict";
import fc from "fast-check";
import { defaultSubnets } from "../../capacity/subnets";
import { zoneProblems } from "../../components/availabilityZones";
import { subnetProblems } from "../../components/subnets";

const fine = {
  cidrBlock: "10.0.0.0/16",
  availabilityZones: ["eu-west-1a", "eu-west-1b"],
  privateSubnetPrefixLength: 18,
  publicSubnetPrefixLength: 22,
};

describe("subnets for a cluster", () => {
  it("are fine when each zone has room for both and two zones there are", () => {
    assert.deepEqual(subnetProblems(fine), []);
  });

  it("are refused in fewer than two zones, a zone named twice counting once", () => {
    const twice = { ...fine, availabilityZones: ["eu-west-1a", "eu-west-1a"] };
    assert.match(subnetProblems(twice).join(), /at least 2 Availability Zones; given: eu-west-1a, eu-west-1a/);
  });

  it("are refused when they do not fit into the VPC, with the numbers", () => {
    assert.deepEqual(subnetProblems({ ...fine, privateSubnetPrefixLength: 17 }), [
      "a /17 and a /22 in each of 2 zones do not fit into 10.0.0.0/16",
    ]);
  });

  it("are refused when too small for the control plane's interfaces", () => {
    const tiny = { ...fine, privateSubnetPrefixLength: 28, publicSubnetPrefixLength: 28 };
    assert.deepEqual(subnetProblems(tiny), [
      "a /28 private subnet has 11 usable addresses; EKS takes 6 of them for the control plane and recommends 16",
    ]);
  });

  it("are refused when the public ones are the larger: the first block would leave the second unaligned", () => {
    const turned = { ...fine, privateSubnetPrefixLength: 22, publicSubnetPrefixLength: 18 };
    assert.match(
      subnetProblems(turned).join(),
      /private subnets \(\/22\) must not be smaller than public ones \(\/18\)/,
    );
  });

  it("are fine by default in every VPC that leaves a private subnet of /27", () => {
    fc.assert(
      fc.property(fc.integer({ min: 16, max: 24 }), fc.integer({ min: 2, max: 4 }), (prefixLength, zones) => {
        const lengths = defaultSubnets(prefixLength, zones);
        const problems = subnetProblems({
          cidrBlock: `10.0.0.0/${prefixLength}`,
          availabilityZones: ["a", "b", "c", "d"].slice(0, zones),
          privateSubnetPrefixLength: lengths.private,
          publicSubnetPrefixLength: lengths.public,
        });
        assert.equal(problems.length > 0, lengths.private > 27);
      }),
    );
  });
});

describe("zones for a cluster", () => {
  const zones = new Map([
    ["us-east-1a", "use1-az6"],
    ["us-east-1b", "use1-az3"],
  ]);

  it("are fine when they are open and EKS runs there", () => {
    assert.deepEqual(zoneProblems(["us-east-1a"], zones), []);
  });

  it("are refused when EKS runs no control plane in the one this account's name stands for", () => {
    assert.deepEqual(zoneProblems(["us-east-1a", "us-east-1b"], zones), [
      "us-east-1b is use1-az3 in this account, where EKS runs no control plane",
    ]);
  });

  it("are refused when this account has none of that name", () => {
    assert.deepEqual(zoneProblems(["us-east-1z"], zones), [
      "us-east-1z is not open to this account; open are us-east-1a, us-east-1b",
    ]);
  });
});
