import assert from "node:assert/strict";
import fc from "fast-check";
import { scanFilterMatches, scanFilterReaches } from "../../../components/registry/filters";

describe("a filter of the scanning", () => {
  it("is a part of a name, or a pattern for the whole of it", () => {
    for (const [filter, name, expected] of [
      ["prod", "team/prod-app", true],
      ["prod", "team/app", false],
      ["*", "app", true],
      ["prod*", "team/prod-app", false],
      ["team/*", "team/app", true],
      ["*app*", "team/app", true],
      ["a*a", "a", false],
      ["a*b*c", "axbxc", true],
      ["a*b*c", "acxb", false],
    ] as const)
      assert.equal(scanFilterMatches(filter, name), expected, `${filter} on ${name}`);
  });

  it("matches what an expression of the same meaning does", () => {
    const letters = (alphabet: string) =>
      fc.array(fc.constantFrom(...Array.from(alphabet)), { maxLength: 8 }).map((all) => all.join(""));
    fc.assert(
      fc.property(letters("ab*"), letters("ab"), (filter, name) => {
        const parts = filter.split("*");
        const expression = parts.length > 1 ? new RegExp(`^${parts.join(".*")}$`) : new RegExp(filter);
        assert.equal(scanFilterMatches(filter, name), expression.test(name));
      }),
    );
  });

  it("reaches repositories that a cache will make", () => {
    assert.ok(scanFilterReaches("quay/*", "quay/"));
    assert.ok(scanFilterReaches("quay/org/*", "quay/"));
    assert.ok(scanFilterReaches("q*", "quay/"));
    assert.ok(scanFilterReaches("nginx", "quay/"));
    assert.ok(!scanFilterReaches("team/*", "quay/"));
  });
});
