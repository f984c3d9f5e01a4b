import { formatAddress, networkOfCidr } from "../../capacity/cidr";

/**
 * The address that the `kubernetes` Service gets: the first of the service CIDR after the network's own.
 *
 * @throws when it is no IPv4 CIDR
 */
export function firstServiceAddress(serviceCidr: string): string {
  const range = networkOfCidr(serviceCidr);
  if (!range || range.prefixLength > 30) {
    throw new Error(`"${serviceCidr}" is no IPv4 CIDR for services, for example 172.20.0.0/16.`);
  }
  return formatAddress(range.network + 1);
}
