import type { Account, StoredResource } from "../account";
import { addressCount, formatAddress, networkOfCidr } from "../../../capacity/cidr";
import { ec2Id } from "../identifiers";
import { text } from "../read";
import { ec2Error } from "./errors";
import { NETWORK_INTERFACE, SUBNET } from "./types";

/** AWS keeps the first four addresses of a subnet, and the last one. */
const RESERVED_FIRST = 4;
const RESERVED = 5;

export interface InterfaceOptions {
  readonly securityGroupIds?: readonly string[];
  readonly description?: string;
  /** Take the highest free address, so that two processes that take one at the same time do not meet. @default false */
  readonly highestAddress?: boolean;
  /** Whether AWS gives it a public address too: the internet gateway stays attached to the VPC as long. @default false */
  readonly isPublic?: boolean;
}

/** Addresses of the subnet that nothing uses. */
export function freeAddresses(account: Account, subnetId: string): number {
  return Math.max(0, addressesOf(account, subnetId).count - usedAddresses(account, subnetId).size);
}

/** Those that AWS does not keep. */
function addressesOf(account: Account, subnetId: string): { readonly first: number; readonly count: number } {
  const cidr = networkOfCidr(text(account.get(SUBNET, subnetId)?.outputs.cidrBlock) ?? "");
  if (!cidr) return { first: 0, count: 0 };
  return { first: cidr.network + RESERVED_FIRST, count: addressCount(cidr.prefixLength) - RESERVED };
}

function usedAddresses(account: Account, subnetId: string): Set<string> {
  const interfaces = account.list(NETWORK_INTERFACE).filter(({ outputs }) => outputs.subnetId === subnetId);
  return new Set(interfaces.flatMap(({ outputs }) => text(outputs.privateIp) ?? []));
}

function takeAddress(account: Account, subnetId: string, highest: boolean): string {
  const { first, count } = addressesOf(account, subnetId);
  const used = usedAddresses(account, subnetId);
  for (let step = 0; step < count; step++) {
    const address = formatAddress(first + (highest ? count - 1 - step : step));
    if (!used.has(address)) return address;
  }
  throw ec2Error(
    "CreateNetworkInterface",
    "EC2 Network Interface",
    "InsufficientFreeAddressesInSubnet",
    `The specified subnet '${subnetId}' does not have enough free addresses to satisfy the request.`,
  );
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
  options: InterfaceOptions,
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
  { securityGroupIds = [], description = "", highestAddress = false, isPublic = false }: InterfaceOptions,
): StoredResource {
  const privateIp = takeAddress(account, subnetId, highestAddress);
  const { vpcId, availabilityZone, region } = account.get(SUBNET, subnetId)?.outputs ?? {};
  const inputs = { subnetId, securityGroups: [...securityGroupIds], description };
  return {
    type: NETWORK_INTERFACE,
    id: ec2Id("eni"),
    inputs,
    outputs: {
      ...inputs,
      owner,
      vpcId,
      ...(isPublic && { publicAddressIn: vpcId }),
      availabilityZone,
      region,
      privateIp,
      privateDnsName: privateDnsName(privateIp, text(region) ?? ""),
      interfaceType: "interface",
      ownerId: account.id,
    },
    hidden: true,
  };
}

export function releaseInterface(account: Account, interfaceId: string): void {
  account.remove(NETWORK_INTERFACE, interfaceId);
}

/** Belongs to nobody any more. */
const LEFT_BEHIND = "";

/**
 * Leaves the interface as one of the CNI's, whose node ended before it could be deleted: it holds its subnet and security groups.
 *
 * @see https://github.com/aws/amazon-vpc-cni-k8s/issues/1223
 */
export function leaveInterface(account: Account, interfaceId: string, instanceId: string): void {
  const left = account.get(NETWORK_INTERFACE, interfaceId);
  if (!left) return;
  const outputs = { ...left.outputs, description: `aws-K8S-${instanceId}`, owner: LEFT_BEHIND };
  account.put({ ...left, outputs });
}

/** As somebody does with `aws ec2 delete-network-interface`. */
export function deleteLeftInterfaces(account: Account): void {
  releaseInterfacesOf(account, LEFT_BEHIND);
}

/** The interfaces that were allocated for this owner. */
export function interfacesOf(account: Account, owner: string): StoredResource[] {
  return account.list(NETWORK_INTERFACE).filter(({ outputs }) => outputs.owner === owner);
}

export function releaseInterfacesOf(account: Account, owner: string): void {
  for (const { id } of interfacesOf(account, owner)) releaseInterface(account, id);
}

/** `ip-10-0-1-5.eu-west-1.compute.internal` */
export function privateDnsName(address: string, region: string): string {
  const domain = region === "us-east-1" ? "ec2.internal" : `${region}.compute.internal`;
  return `ip-${address.replaceAll(".", "-")}.${domain}`;
}
