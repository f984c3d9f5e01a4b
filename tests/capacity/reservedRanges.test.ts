import assert from "node:assert/strict";
import { overlaps, parseCidr } from "../../capacity/cidr";
import { reservedIn, reservedRanges } from "../../capacity/reservedRanges";

const cidr = (text: string) => parseCidr(text) ?? assert.fail(`${text} is no range`);

describe("reservedRanges", () => {
  it("are ranges, none of them in another", () => {
    for (const [index, { range }] of reservedRanges.entries()) {
      for (const other of reservedRanges.slice(index + 1)) {
        assert.ok(!overlaps(cidr(range), cidr(other.range)), `${range} and ${other.range}`);
      }
    }
  });

  it("are found in a range, and around one", () => {
    assert.equal(reservedIn(cidr("203.0.113.7/32"))?.use, "documentation");
    assert.equal(reservedIn(cidr("192.0.0.0/16"))?.range, "192.0.0.0/24");
    assert.equal(reservedIn(cidr("8.8.8.0/24")), undefined);
  });

  it("are not held against the whole internet", () => {
    assert.equal(reservedIn(cidr("0.0.0.0/0")), undefined);
    assert.equal(reservedIn(cidr("0.0.0.0/1"))?.range, "0.0.0.0/8");
  });
});
