/** An IPv4 range. `network` is the first address as an unsigned 32-bit number. */
export interface Cidr {
  readonly network: number;
  readonly prefixLength: number;
}

const octet = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const pattern = new RegExp(`^${octet}\\.${octet}\\.${octet}\\.${octet}/(3[0-2]|[12]?\\d)$`);

/** Reads `10.20.0.0/16`. Undefined for anything else, and for a range that does not begin at its own network address. */
export function parseCidr(text: string): Cidr | undefined {
  const read = readCidr(text);
  return read && networkOf(read.address, read.prefixLength) === read.address
    ? { network: read.address, prefixLength: read.prefixLength }
    : undefined;
}

/** The range that an address with a prefix length lies in: `10.20.7.1/16` is in 10.20.0.0/16. */
export function networkOfCidr(text: string): Cidr | undefined {
  const read = readCidr(text);
  return read && { network: networkOf(read.address, read.prefixLength), prefixLength: read.prefixLength };
}

function readCidr(text: string): { readonly address: number; readonly prefixLength: number } | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const [a, b, c, d, prefixLength] = match.slice(1).map(Number) as [number, number, number, number, number];
  return { address: ((a << 24) | (b << 16) | (c << 8) | d) >>> 0, prefixLength };
}

/** `10.20.0.1` of an address as an unsigned 32-bit number. */
export function formatAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join(".");
}

export function formatCidr({ network, prefixLength }: Cidr): string {
  return `${formatAddress(network)}/${prefixLength}`;
}

/** How many addresses the range holds, first and last included. */
export const addressCount = (prefixLength: number): number => 2 ** (32 - prefixLength);

export const overlaps = (a: Cidr, b: Cidr): boolean => {
  const shorter = Math.min(a.prefixLength, b.prefixLength);
  return networkOf(a.network, shorter) === networkOf(b.network, shorter);
};

export const contains = (outer: Cidr, inner: Cidr): boolean =>
  outer.prefixLength <= inner.prefixLength && networkOf(inner.network, outer.prefixLength) === outer.network;

const privateRanges: readonly Cidr[] = [
  { network: (10 << 24) >>> 0, prefixLength: 8 },
  { network: ((172 << 24) | (16 << 16)) >>> 0, prefixLength: 12 },
  { network: ((192 << 24) | (168 << 16)) >>> 0, prefixLength: 16 },
];

/** Within 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16 (RFC 1918). */
export const isPrivate = (cidr: Cidr): boolean => privateRanges.some((range) => contains(range, cidr));

const sharedRange: Cidr = { network: ((100 << 24) | (64 << 16)) >>> 0, prefixLength: 10 };

/** Within 100.64.0.0/10 (RFC 6598), which no network of one's own routes. */
export const isShared = (cidr: Cidr): boolean => contains(sharedRange, cidr);

/** `<<` counts modulo 32, so a mask of no bits needs its own answer. */
const networkOf = (address: number, prefixLength: number): number =>
  prefixLength === 0 ? 0 : (address & (0xffffffff << (32 - prefixLength))) >>> 0;
