import { addressCount, formatCidr, parseCidr } from "./cidr";

/** Prefix lengths of the subnets that every Availability Zone gets: one private, one public. */
export interface SubnetPrefixLengths {
  readonly private: number;
  readonly public: number;
}

/** AWS allows subnets from /16 to /28. https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
export const smallestSubnet = 28;

/** Addresses AWS keeps in every subnet: the first four and the last. */
export const reservedAddresses = 5;

/** Addresses left for interfaces in a subnet of this size. */
export const usableAddresses = (prefixLength: number): number => addressCount(prefixLength) - reservedAddresses;

/** Every zone gets an equal share of the VPC: its range cut into the next power of two. */
export const zonePrefixLength = (vpcPrefixLength: number, zones: number): number =>
  vpcPrefixLength + Math.ceil(Math.log2(zones));

/**
 * Subnets for a VPC that says nothing about them: half of a zone's share for the private subnet, because pods take an
 * address each, a sixteenth of that for the public one, which holds load balancers and NAT gateways only.
 */
export function defaultSubnets(vpcPrefixLength: number, zones: number): SubnetPrefixLengths {
  const privatePrefixLength = Math.min(zonePrefixLength(vpcPrefixLength, zones) + 1, smallestSubnet);
  return { private: privatePrefixLength, public: Math.min(privatePrefixLength + 4, smallestSubnet) };
}

/** Whether one private and one public subnet fit into each zone's share. */
export function subnetsFit(vpcPrefixLength: number, zones: number, subnets: SubnetPrefixLengths): boolean {
  const share = addressCount(zonePrefixLength(vpcPrefixLength, zones));
  return addressCount(subnets.private) + addressCount(subnets.public) <= share;
}

/** Size of the pods' subnet of each zone, as a prefix length: a quarter of their range, so that another zone moves none; an eighth from five zones on. */
export const podSubnetPrefixLength = (rangePrefixLength: number, zones: number): number =>
  rangePrefixLength + (zones > 4 ? 3 : 2);

/** The pods' subnet of a zone, by the zone's place in the list. */
export function podSubnetCidr(range: string, zones: number, index: number): string {
  const cidr = parseCidr(range);
  if (!cidr) throw new Error(`${range} was accepted as a CIDR and is none`);
  const prefixLength = podSubnetPrefixLength(cidr.prefixLength, zones);
  return formatCidr({ network: cidr.network + index * addressCount(prefixLength), prefixLength });
}
