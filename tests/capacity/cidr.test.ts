import assert from "node:assert/strict";
import fc from "fast-check";
import {
  addressCount,
  contains,
  formatCidr,
  isPrivate,
  networkOfCidr,
  overlaps,
  parseCidr,
  type Cidr,
} from "../../capacity/cidr";

const address = fc.nat(2 ** 32 - 1);
const prefixLength = fc.nat(32);

/** Any range, with arithmetic that shares nothing with the code: whole numbers and division. */
const cidr: fc.Arbitrary<Cidr> = fc.tuple(address, prefixLength).map(([number, length]) => {
  const size = 2 ** (32 - length);
  return { network: Math.floor(number / size) * size, prefixLength: length };
});

/** Pairs that often have something to do with each other. */
const neighbours = fc.oneof(
  fc.tuple(cidr, cidr),
  fc.tuple(cidr, prefixLength).map(([a, length]): [Cidr, Cidr] => {
    const size = 2 ** (32 - length);
    return [a, { network: Math.floor(a.network / size) * size, prefixLength: length }];
  }),
);

const first = ({ network }: Cidr) => network;
const last = (range: Cidr) => range.network + 2 ** (32 - range.prefixLength) - 1;

describe("an IPv4 range", () => {
  it("reads what it writes", () => {
    fc.assert(fc.property(cidr, (range) => assert.deepEqual(parseCidr(formatCidr(range)), range)));
  });

  it("must begin at its own network address", () => {
    fc.assert(
      fc.property(address, prefixLength, (number, length) => {
        const text = formatCidr({ network: number, prefixLength: length });
        const size = 2 ** (32 - length);
        assert.equal(parseCidr(text) !== undefined, number % size === 0);
        assert.deepEqual(networkOfCidr(text), { network: number - (number % size), prefixLength: length });
      }),
    );
  });

  it("overlaps another exactly when they share an address", () => {
    fc.assert(
      fc.property(neighbours, ([a, b]) => {
        assert.equal(overlaps(a, b), first(a) <= last(b) && first(b) <= last(a));
        assert.equal(overlaps(a, b), overlaps(b, a));
      }),
    );
  });

  it("contains another exactly when it holds its first and last address", () => {
    fc.assert(
      fc.property(neighbours, ([a, b]) => assert.equal(contains(a, b), first(a) <= first(b) && last(b) <= last(a))),
    );
  });

  it("counts its addresses, the first and the last included", () => {
    assert.deepEqual([32, 28, 24, 16, 0].map(addressCount), [1, 16, 256, 65536, 2 ** 32]);
  });

  it("is private within RFC 1918 only", () => {
    const privately = (text: string) => isPrivate(parseCidr(text) ?? assert.fail(text));
    for (const text of ["10.0.0.0/8", "10.255.0.0/16", "172.16.0.0/12", "172.31.255.0/24", "192.168.1.0/24"]) {
      assert.ok(privately(text), text);
    }
    for (const text of ["0.0.0.0/0", "8.0.0.0/6", "11.0.0.0/8", "172.0.0.0/8", "172.32.0.0/16", "100.64.0.0/10"]) {
      assert.ok(!privately(text), text);
    }
  });

  const malformed = [
    "",
    "10.0.0.0",
    "10.0.0/8",
    "10.0.0.0/33",
    "10.0.0.256/32",
    "010.0.0.0/8",
    "10.0.0.0/08",
    " 10.0.0.0/8",
    "::/0",
  ];
  for (const text of malformed) {
    it(`is not "${text}"`, () => {
      assert.equal(parseCidr(text), undefined);
      assert.equal(networkOfCidr(text), undefined);
    });
  }
});
