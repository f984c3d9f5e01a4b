import assert from "node:assert/strict";
import * as fc from "fast-check";
import { overlap, parseBlock } from "../../../twin/components/awsx/cidr";
import { planSubnets, type SubnetRequest } from "../../../twin/components/awsx/subnetLayout";
import type { SubnetSpec } from "../../../twin/components/awsx/subnetSpecs";

const zones = ["eu-west-1a", "eu-west-1b", "eu-west-1c"];

function request(specs: readonly SubnetSpec<never>[] | undefined, rest: Partial<SubnetRequest<never>> = {}) {
  return {
    vpcName: "net",
    vpcCidrBlock: "10.0.0.0/16",
    zones,
    strategy: "Auto",
    nameTagStrategy: "Legacy",
    specs,
    ...rest,
  } as const;
}

function blocks(subnetRequest: SubnetRequest<never>): Record<string, string> {
  return Object.fromEntries(planSubnets(subnetRequest).subnets.map(({ name, cidrBlock }) => [name, cidrBlock]));
}

describe("twin/components/awsx/subnetLayout", () => {
  it("aligns a large block behind a small one, so that the order of the specifications costs addresses", () => {
    const plan = blocks(
      request([
        { type: "Public", cidrMask: 24 },
        { type: "Private", cidrMask: 19 },
      ]),
    );
    assert.equal(plan["net-public-1"], "10.0.0.0/24");
    assert.equal(plan["net-private-1"], "10.0.32.0/19");
  });

  it("gives the addresses of the recordings for the legacy layout without specifications", () => {
    const plan = planSubnets(request(undefined, { strategy: "Legacy" }));
    assert.equal(plan.subnets.find(({ name }) => name === "net-public-2")?.cidrBlock, "10.0.96.0/20");
    assert.deepEqual(
      plan.layout.map(({ type }) => type),
      ["Private", "Unused", "Private"],
    );
  });

  it("refuses subnets that do not fit into a zone's share", () => {
    const tooMuch = request([
      { type: "Private", cidrMask: 18 },
      { type: "Public", cidrMask: 24 },
    ]);
    assert.throws(
      () => planSubnets(tooMuch),
      /Subnets are too large for VPC. VPC has 16384 addresses, but subnets require 16640/,
    );
  });

  it("refuses explicit blocks that overlap, and names them", () => {
    const specs: SubnetSpec<never>[] = [
      { type: "Public", cidrBlocks: ["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24"] },
      { type: "Private", cidrBlocks: ["10.0.2.0/23", "10.0.4.0/24", "10.0.5.0/24"] },
    ];
    assert.throws(
      () => planSubnets(request(specs)),
      /1\. net-private-1: 10\.0\.2\.0\/23\n2\. net-public-3: 10\.0\.2\.0\/24/,
    );
  });

  it("refuses gaps with the strategy Exact", () => {
    const specs: SubnetSpec<never>[] = [
      { type: "Public", cidrBlocks: ["10.0.0.0/18", "10.0.64.0/18", "10.0.192.0/18"] },
    ];
    assert.throws(() => planSubnets(request(specs, { strategy: "Exact" })), /gaps.*before net-public-3/);
  });

  it("names subnets by their zone in the Name tag only", () => {
    const [first] = planSubnets(request(undefined, { nameTagStrategy: "AvailabilityZone" })).subnets;
    assert.equal(first?.name, "net-private-1");
    assert.equal(first.nameTag, "net-private-1a");
  });

  it("never lets two subnets overlap, and keeps each within the VPC", () => {
    const spec = fc.record({
      type: fc.constantFrom("Public", "Private", "Isolated"),
      cidrMask: fc.integer({ min: 20, max: 28 }),
    });
    fc.assert(
      fc.property(
        fc.array(spec, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom("Auto", "Legacy"),
        (kinds, zoneCount, strategy) => {
          const specs = kinds.map((kind, index): SubnetSpec<never> => ({ ...kind, name: `kind${index}` }));
          const wanted = request(specs, { strategy, zones: ["a", "b", "c", "d"].slice(0, zoneCount) });
          let planned: ReturnType<typeof planSubnets<never>>["subnets"];
          try {
            planned = planSubnets(wanted).subnets;
          } catch {
            return;
          }
          const vpc = parseBlock("10.0.0.0/16");
          const taken = planned.map(({ cidrBlock }) => parseBlock(cidrBlock));
          assert.equal(taken.length, kinds.length * zoneCount);
          for (const [index, block] of taken.entries()) {
            assert.ok(overlap(vpc, block) && block.mask >= vpc.mask);
            assert.ok(taken.slice(index + 1).every((other) => !overlap(block, other)));
          }
        },
      ),
    );
  });
});
