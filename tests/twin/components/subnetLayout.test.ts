import assert from "node:assert/strict";
import * as fc from "fast-check";
import { type Cidr, contains, overlaps, parseCidr } from "../../../capacity/cidr";
import { planSubnets, type SubnetSpec } from "../../../twin/components/awsx/subnetLayout";

const zones = ["eu-west-1a", "eu-west-1b", "eu-west-1c"];

function plan(specs: readonly SubnetSpec<never>[], zoneCount = zones.length) {
  return planSubnets({ vpcName: "net", vpcCidrBlock: "10.0.0.0/16", zones: zones.slice(0, zoneCount), specs });
}

function cidr(text: string): Cidr {
  const range = parseCidr(text);
  assert.ok(range, text);
  return range;
}

describe("twin/components/awsx/subnetLayout", () => {
  it("aligns a large block behind a small one, so that the order of the specifications costs addresses", () => {
    const subnets = plan([
      { type: "Public", cidrMask: 24 },
      { type: "Private", cidrMask: 19 },
    ]);
    const blocks = Object.fromEntries(subnets.map(({ name, cidrBlock }) => [name, cidrBlock]));
    assert.equal(blocks["net-public-1"], "10.0.0.0/24");
    assert.equal(blocks["net-private-1"], "10.0.32.0/19");
  });

  it("refuses subnets that do not fit into a zone's share", () => {
    const tooMuch: SubnetSpec<never>[] = [
      { type: "Private", cidrMask: 18 },
      { type: "Public", cidrMask: 24 },
    ];
    assert.throws(
      () => plan(tooMuch),
      /Subnets are too large for VPC. VPC has 16384 addresses, but subnets require 16640/,
    );
  });

  it("never lets two subnets overlap, and keeps each within the VPC", () => {
    const masks = fc.record({ Private: fc.integer({ min: 18, max: 28 }), Public: fc.integer({ min: 18, max: 28 }) });
    let planned = 0;
    fc.assert(
      fc.property(masks, fc.integer({ min: 1, max: 3 }), ({ Private, Public }, zoneCount) => {
        let subnets: ReturnType<typeof plan>;
        try {
          subnets = plan(
            [
              { type: "Private", cidrMask: Private },
              { type: "Public", cidrMask: Public },
            ],
            zoneCount,
          );
        } catch {
          return;
        }
        planned++;
        const vpc = cidr("10.0.0.0/16");
        const taken = subnets.map(({ cidrBlock }) => cidr(cidrBlock));
        assert.equal(taken.length, 2 * zoneCount);
        for (const [index, block] of taken.entries()) {
          assert.ok(contains(vpc, block));
          assert.ok(taken.slice(index + 1).every((other) => !overlaps(block, other)));
        }
      }),
    );
    assert.ok(planned > 0);
  });
});
