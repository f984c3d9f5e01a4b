import { overlaps, parseCidr, type Cidr } from "./cidr";

/** A range whose addresses are nobody's on the internet. */
export interface ReservedRange {
  readonly range: string;
  readonly use: string;
}

/**
 * Ranges that are not globally reachable, and multicast.
 *
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry (as of November 2026)
 * @see https://www.iana.org/assignments/multicast-addresses
 */
export const reservedRanges: readonly ReservedRange[] = [
  { range: "0.0.0.0/8", use: "this network" },
  { range: "10.0.0.0/8", use: "private use" },
  { range: "100.64.0.0/10", use: "carrier-grade NAT" },
  { range: "127.0.0.0/8", use: "loopback" },
  { range: "169.254.0.0/16", use: "link-local addresses" },
  { range: "172.16.0.0/12", use: "private use" },
  { range: "192.0.0.0/24", use: "IETF protocols" },
  { range: "192.0.2.0/24", use: "documentation" },
  { range: "192.88.99.0/24", use: "6to4 relays" },
  { range: "192.168.0.0/16", use: "private use" },
  { range: "198.18.0.0/15", use: "benchmarks" },
  { range: "198.51.100.0/24", use: "documentation" },
  { range: "203.0.113.0/24", use: "documentation" },
  { range: "224.0.0.0/4", use: "multicast" },
  { range: "240.0.0.0/4", use: "future use" },
];

const parsed = reservedRanges.map(({ range, use }) => ({ range, use, cidr: parseCidr(range) as Cidr }));

/** The reserved range that has addresses in common with this one; none for the whole internet. */
export const reservedIn = (cidr: Cidr): ReservedRange | undefined =>
  cidr.prefixLength === 0 ? undefined : parsed.find((reserved) => overlaps(reserved.cidr, cidr));
