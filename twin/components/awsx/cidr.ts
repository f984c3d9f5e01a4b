/** A block of IPv4 addresses. */
export interface Block {
  readonly address: number;
  /** Length of the prefix: 24 for a /24. */
  readonly mask: number;
}

export function parseBlock(cidr: string): Block {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(cidr);
  const [a = NaN, b = NaN, c = NaN, d = NaN, mask = NaN] = match?.slice(1).map(Number) ?? [];
  if (!match || [a, b, c, d].some((octet) => octet > 255) || mask > 32) throw new Error(`Invalid CIDR block: ${cidr}`);
  return { address: ((a * 256 + b) * 256 + c) * 256 + d, mask };
}

export function formatBlock({ address, mask }: Block): string {
  const octets = [2 ** 24, 2 ** 16, 2 ** 8, 1].map((unit) => Math.floor(address / unit) % 256);
  return `${octets.join(".")}/${mask}`;
}

/** Number of addresses of a block. */
export function sizeOf(mask: number): number {
  return 2 ** (32 - mask);
}

export function firstAddress({ address, mask }: Block): number {
  return address - (address % sizeOf(mask));
}

function lastAddress(block: Block): number {
  return firstAddress(block) + sizeOf(block.mask) - 1;
}

/** The next block of this size that begins after the given one. */
export function blockAfter(previous: Block, mask: number): Block {
  return { address: lastAddress({ address: lastAddress(previous), mask }) + 1, mask };
}

/** Bits that count a number of things: 3 things need 2. */
export function bitsFor(count: number): number {
  return count === 0 ? 0 : Math.ceil(Math.log2(count));
}
