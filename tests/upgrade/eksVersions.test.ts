import assert from "node:assert/strict";
import fc from "fast-check";
import {
  compareMinors,
  eksVersion,
  eksVersions,
  minorOf,
  minorsAhead,
  minorsIn,
  nextMinor,
  supportPhase,
  versionsAsOf,
} from "../../upgrade/eksVersions";

const minor = fc.integer({ min: 0, max: 99 }).map((number) => `1.${number}`);

describe("the table of EKS versions", () => {
  it("is complete: every minor once, newest first, without a gap", () => {
    const minors = eksVersions.map(({ version }) => version);
    assert.deepEqual(minors, [...minors].sort(compareMinors).reverse());
    for (const [index, version] of minors.slice(1).entries()) assert.equal(nextMinor(version), minors[index]);
  });

  it("has days in order", () => {
    const day = /^\d{4}-\d{2}-\d{2}$/;
    for (const { released, endOfStandard, endOfExtended } of eksVersions) {
      for (const date of [released, endOfStandard, endOfExtended, versionsAsOf]) assert.match(date, day);
      assert.ok(released < endOfStandard && endOfStandard < endOfExtended);
    }
  });
});

describe("a phase of support", () => {
  it("changes on the days of the table", () => {
    const days = ["2025-10-01", "2025-10-02", "2026-12-02", "2026-12-03", "2027-12-02", "2027-12-03"];
    const phases = ["unreleased", "standard", "standard", "extended", "extended", "ended"];
    assert.deepEqual(
      days.map((date) => supportPhase("1.34", date)),
      phases,
    );
  });

  it("is unknown for a minor that the table lacks", () => {
    assert.equal(supportPhase("1.99"), undefined);
    assert.equal(eksVersion("1.99"), undefined);
  });

  it("lists the minors of a day, oldest first", () => {
    assert.deepEqual(minorsIn("standard", "2026-11-21"), ["1.34", "1.35", "1.36", "1.37"]);
    assert.deepEqual(minorsIn("standard", "2026-12-03"), ["1.35", "1.36", "1.37"]);
    assert.deepEqual(minorsIn("extended", "2026-11-21"), ["1.31", "1.32", "1.33"]);
    assert.deepEqual(minorsIn("unreleased", "2026-09-30"), ["1.37"]);
  });
});

describe("a Kubernetes minor", () => {
  it("is compared by number, not by letters", () => {
    assert.ok(compareMinors("1.9", "1.10") < 0);
    fc.assert(fc.property(minor, minor, (a, b) => assert.equal(minorsAhead(a, b) + minorsAhead(b, a), 0)));
  });

  it("is one behind the next", () => {
    fc.assert(fc.property(minor, (a) => assert.equal(minorsAhead(nextMinor(a), a), 1)));
  });

  it("is read from versions, releases and builds", () => {
    const versions = ["1.36", "v1.36.3", "1.36.4-20260930", "v1.36.0-eksbuild.25"];
    assert.deepEqual(versions.map(minorOf), ["1.36", "1.36", "1.36", "1.36"]);
    assert.throws(() => minorOf("latest"), { message: '"latest" is not a version' });
    assert.throws(() => nextMinor("1.36.4"), { message: '"1.36.4" is not a Kubernetes minor' });
  });
});
