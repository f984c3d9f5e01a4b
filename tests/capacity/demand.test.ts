import assert from "node:assert/strict";
import fc from "fast-check";
import { addressesOf, holds, roomLeft, type Demand } from "../../capacity/demand";

const single = (count: number): Demand => ({ single: count, prefixes: 0 });

describe("demand", () => {
  it("fits a subnet that has as many addresses, and no smaller one", () => {
    assert.ok(holds(24, single(251)) && !holds(24, single(252)));
    assert.ok(holds(28, single(11)) && !holds(28, single(12)));
  });

  it("can have every block of a subnet but the first and the last, where AWS keeps addresses", () => {
    assert.ok(holds(24, { single: 0, prefixes: 14 }) && !holds(24, { single: 0, prefixes: 15 }));
    assert.ok(!holds(28, { single: 0, prefixes: 1 }) && !holds(27, { single: 0, prefixes: 1 }));
  });

  it("breaks a block once the first and the last are full of single addresses", () => {
    assert.deepEqual(roomLeft(24, single(27)), { addresses: 224, blocks: 14 });
    assert.deepEqual(roomLeft(24, single(28)), { addresses: 223, blocks: 13 });
    assert.ok(holds(24, { single: 27, prefixes: 14 }) && !holds(24, { single: 28, prefixes: 14 }));
  });

  /** Whether blocks and addresses can be laid out, tried with one address after another. */
  function canBeLaidOut(prefixLength: number, { single: addresses, prefixes }: Demand): boolean {
    const size = 2 ** (32 - prefixLength);
    const free = Array.from({ length: size }, (_, address) => address >= 4 && address < size - 1);
    let blocks = 0;
    for (let start = 0; start < size && blocks < prefixes; start += 16) {
      if (!free.slice(start, start + 16).every(Boolean) || size < 16) continue;
      free.fill(false, start, start + 16);
      blocks += 1;
    }
    return blocks === prefixes && free.filter(Boolean).length >= addresses;
  }

  it("fits exactly when it can be laid out", () => {
    const demands = fc.record({ single: fc.integer({ min: 0, max: 300 }), prefixes: fc.integer({ min: 0, max: 33 }) });
    fc.assert(
      fc.property(fc.integer({ min: 23, max: 28 }), demands, (prefixLength, demand) => {
        assert.equal(holds(prefixLength, demand), canBeLaidOut(prefixLength, demand));
      }),
      { numRuns: 1_000 },
    );
  });

  it("counts 16 addresses for a block", () => assert.equal(addressesOf({ single: 3, prefixes: 2 }), 35));
});
