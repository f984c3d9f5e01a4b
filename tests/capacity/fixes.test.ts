import assert from "node:assert/strict";
import fc from "fast-check";
import { applyFix, fits, fixes, type Change, type Fix } from "../../capacity/fixes";
import type { PlannedEnvironment } from "../../capacity/plan";
import { subnetsFit } from "../../capacity/subnets";
import { environment, environments, group } from "./plannedEnvironment";

const large = { min: 2, desired: 2, max: 40 };

/** Whether an environment needs no more than it has: of its subnets, and of its VPC. */
const isSound = (any: PlannedEnvironment) => subnetsFit(any.vpcPrefixLength, any.zones, any.subnets) && fits(any);

/** The fix with one of its changes a step smaller; undefined where the change has no smaller one. */
function aStepLess(fix: Fix, index: number): Fix {
  return fix.flatMap((change, at): Change[] => {
    if (at !== index) return [change];
    switch (change.kind) {
      case "max":
        return [{ ...change, to: change.to + 1 }];
      case "minimalStrategy":
        return [];
      case "privateSubnets":
      case "podSubnets":
      case "vpc":
        return [{ ...change, prefixLength: change.prefixLength + 1 }];
    }
  });
}

describe("fixes", () => {
  it("are none for an environment that fits", () => assert.deepEqual(fixes(environment()), []));

  it("lower the maximum, or make the subnets larger", () => {
    const tooMany = environment({ vpcPrefixLength: 16, groups: [group({ scaling: large })] });
    assert.deepEqual(fixes(tooMany), [
      [{ kind: "max", group: "system", to: 12 }],
      [{ kind: "privateSubnets", prefixLength: 22 }],
    ]);
  });

  it("let old nodes go first where only the upgrade does not fit", () => {
    const tooManyInAnUpgrade = environment({
      subnets: { private: 24, public: 27 },
      groups: [group({ scaling: { ...large, max: 15 } })],
    });
    assert.deepEqual(fixes(tooManyInAnUpgrade), [
      [{ kind: "max", group: "system", to: 12 }],
      [{ kind: "minimalStrategy", group: "system" }],
      [
        { kind: "vpc", prefixLength: 21 },
        { kind: "privateSubnets", prefixLength: 23 },
      ],
    ]);
  });

  it("ask for a larger VPC alone where the subnets have the default size", () => {
    const subnets = { private: 24, public: 28 };
    const groups = [group({ scaling: { min: 15, desired: 15, max: 15 } })];
    assert.deepEqual(fixes(environment({ vpcPrefixLength: 22, subnets, groups }))[1], [
      { kind: "vpc", prefixLength: 21 },
    ]);
  });

  it("begin with the group that takes most", () => {
    const groups = [group(), group({ name: "batch", scaling: { ...large, max: 20 } })];
    const [first] = fixes(environment({ groups }));
    assert.deepEqual(first, [{ kind: "max", group: "batch", to: 4 }]);
  });

  it("lower several groups where one is not enough", () => {
    const groups = [
      group({ name: "a", scaling: { min: 6, desired: 6, max: 12 } }),
      group({ name: "b", scaling: { min: 1, desired: 1, max: 12 } }),
    ];
    const [first] = fixes(environment({ groups, subnets: { private: 24, public: 28 }, zones: 3 }));
    assert.deepEqual(first, [
      { kind: "max", group: "a", to: 6 },
      { kind: "max", group: "b", to: 6 },
    ]);
  });

  it("never go below the nodes that a group is created with", () => {
    const groups = [group({ scaling: { min: 2, desired: 30, max: 40 } })];
    const [first, ...others] = fixes(environment({ groups, vpcPrefixLength: 16 }));
    assert.deepEqual([first, others.length], [[{ kind: "privateSubnets", prefixLength: 22 }], 0]);
  });

  it("make an environment fit, and no smaller change does", () => {
    let broken = 0;
    fc.assert(
      fc.property(environments, (any) => {
        for (const fix of fixes(any)) {
          broken += 1;
          assert.ok(isSound(applyFix(any, fix)), `not enough: ${JSON.stringify(fix)}`);
          fix.forEach((_change, index) => {
            const smaller = aStepLess(fix, index);
            assert.ok(!isSound(applyFix(any, smaller)), `more than enough: ${JSON.stringify(fix)}`);
          });
        }
      }),
      { numRuns: 300 },
    );
    assert.ok(broken > 100, "hardly any environment was too large");
  });
});
