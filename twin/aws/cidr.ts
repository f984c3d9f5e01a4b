/** An IPv4 network. */
export interface Cidr {
  /** First address, as a number. */
  readonly first: number;
  readonly prefix: number;
}

/** Reads `10.0.0.0/16`; `undefined` when it isn't an IPv4 network in CIDR notation. Host bits are cleared. */
export function parseCidr(text: string): Cidr | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (!match) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = match.slice(1).map(Number);
  if ([a, b, c, d].some((octet) => octet > 255) || prefix > 32) return undefined;
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  return { first: address - (address % sizeOf({ prefix })), prefix };
}

/** How many addresses the network has. */
export function sizeOf({ prefix }: { readonly prefix: number }): number {
  return 2 ** (32 - prefix);
}

export function contains(outer: Cidr, inner: Cidr): boolean {
  return outer.first <= inner.first && inner.first + sizeOf(inner) <= outer.first + sizeOf(outer);
}

export function overlap(one: Cidr, other: Cidr): boolean {
  return one.first < other.first + sizeOf(other) && other.first < one.first + sizeOf(one);
}

export function formatAddress(address: number): string {
  return [24, 16, 8, 0].map((bits) => Math.floor(address / 2 ** bits) % 256).join(".");
}

export function formatCidr(cidr: Cidr): string {
  return `${formatAddress(cidr.first)}/${cidr.prefix}`;
}
