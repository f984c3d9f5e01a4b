import { isIPv4 } from "node:net";

/**
 * The address that the `kubernetes` Service gets: the first of the service CIDR after the network's own.
 *
 * @throws when it is no IPv4 CIDR
 */
export function firstServiceAddress(serviceCidr: string): string {
  const [, network = "", length] = /^([\d.]+)\/(\d+)$/.exec(serviceCidr) ?? [];
  const bits = Number(length);
  if (!isIPv4(network) || bits > 30) {
    throw new Error(`"${serviceCidr}" is no IPv4 CIDR for services, such as 172.20.0.0/16.`);
  }
  const address = network.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const first = address - (address % 2 ** (32 - bits)) + 1;
  return [24, 16, 8, 0].map((shift) => (first >>> shift) & 255).join(".");
}
