import type { Account, StoredResource } from "../account";
import { addressCount, formatAddress, networkOfCidr } from "../../../capacity/cidr";
import { ec2Id } from "../identifiers";
import { text, texts } from "../read";
import { ec2Error } from "./errors";
import { NETWORK_INTERFACE, SUBNET } from "./types";

/** AWS keeps the first four addresses of a subnet, and the last one. */
const RESERVED_FIRST = 4;
const RESERVED = 5;

export interface InterfaceOptions {
  readonly securityGroupIds?: readonly string[];
  readonly description?: string;
  /** Private addresses it takes. @default 1 */
  readonly addressCount?: number;
  /** Whether it has a public address, so that the internet gateway can't be detached. */
  readonly publicIp?: string;
  /** Take the highest free addresses, so that two processes that take some at the same time do not meet. @default false */
  readonly highestAddresses?: boolean;
}

/** Addresses of the subnet that nothing uses. */
export function freeAddresses(account: Account, subnetId: string): number {
  const cidr = networkOfCidr(text(account.get(SUBNET, subnetId)?.outputs.cidrBlock) ?? "");
  return cidr ? addressCount(cidr.prefixLength) - RESERVED - usedAddresses(account, subnetId).size : 0;
}

function usedAddresses(account: Account, subnetId: string): Set<string> {
  return new Set(interfacesIn(account, subnetId).flatMap(({ outputs }) => texts(outputs.privateIps)));
}

function interfacesIn(account: Account, subnetId: string): StoredResource[] {
  return account.list(NETWORK_INTERFACE).filter(({ outputs }) => outputs.subnetId === subnetId);
}

/** The lowest free addresses of the subnet, or the highest; throws when there are not enough. */
export function takeAddresses(account: Account, subnetId: string, count: number, highest = false): string[] {
  const cidr = networkOfCidr(text(account.get(SUBNET, subnetId)?.outputs.cidrBlock) ?? "");
  if (!cidr)
    throw ec2Error(
      "CreateNetworkInterface",
      "EC2 Network Interface",
      "InvalidSubnetID.NotFound",
      `The subnet ID '${subnetId}' does not exist`,
    );
  const used = usedAddresses(account, subnetId);
  const taken: string[] = [];
  const [first, last] = [RESERVED_FIRST, addressCount(cidr.prefixLength) - 2];
  for (let step = 0; step <= last - first && taken.length < count; step++) {
    const address = formatAddress(cidr.network + (highest ? last - step : first + step));
    if (!used.has(address)) taken.push(address);
  }
  if (taken.length < count)
    throw ec2Error(
      "CreateNetworkInterface",
      "EC2 Network Interface",
      "InsufficientFreeAddressesInSubnet",
      `The specified subnet '${subnetId}' does not have enough free addresses to satisfy the request.`,
    );
  return taken;
}

/**
 * Makes a network interface as AWS services make them: of a node, a control plane, a gateway, an endpoint. Its subnet and security groups can't be
 * deleted before it is released.
 * @param owner id of what it belongs to
 */
export function allocateInterface(
  account: Account,
  subnetId: string,
  owner: string,
  options: InterfaceOptions = {},
): StoredResource {
  const made = newInterface(account, subnetId, owner, options);
  account.put(made);
  return made;
}

/** A network interface as {@link allocateInterface} makes it, for somebody else to keep. */
export function newInterface(
  account: Account,
  subnetId: string,
  owner: string,
  options: InterfaceOptions,
): StoredResource {
  const addresses = takeAddresses(account, subnetId, options.addressCount ?? 1, options.highestAddresses);
  const { vpcId, availabilityZone, region } = account.get(SUBNET, subnetId)?.outputs ?? {};
  return {
    type: NETWORK_INTERFACE,
    id: ec2Id("eni"),
    inputs: { subnetId, securityGroups: [...(options.securityGroupIds ?? [])], description: options.description ?? "" },
    outputs: {
      owner,
      subnetId,
      vpcId,
      availabilityZone,
      region,
      securityGroups: [...(options.securityGroupIds ?? [])],
      description: options.description ?? "",
      privateIp: addresses[0] ?? "",
      privateIps: addresses,
      publicIp: options.publicIp ?? "",
      privateDnsName: privateDnsName(addresses[0] ?? "", text(region) ?? ""),
      interfaceType: "interface",
      ownerId: account.id,
    },
    hidden: true,
  };
}

export function releaseInterface(account: Account, interfaceId: string): void {
  account.remove(NETWORK_INTERFACE, interfaceId);
}

/** The interfaces that were allocated for this owner. */
export function interfacesOf(account: Account, owner: string): StoredResource[] {
  return account.list(NETWORK_INTERFACE).filter(({ hidden, outputs }) => hidden && outputs.owner === owner);
}

export function releaseInterfacesOf(account: Account, owner: string): void {
  for (const { id } of interfacesOf(account, owner)) releaseInterface(account, id);
}

/** `ip-10-0-1-5.eu-west-1.compute.internal` */
export function privateDnsName(address: string, region: string): string {
  const domain = region === "us-east-1" ? "ec2.internal" : `${region}.compute.internal`;
  return `ip-${address.replaceAll(".", "-")}.${domain}`;
}
