import { addressCount } from "./cidr";
import { ADDRESSES_PER_PREFIX } from "./maxPods";
import { usableAddresses } from "./subnets";

/** What something takes from a subnet. */
export interface Demand {
  /** Addresses that may lie anywhere. */
  readonly single: number;
  /** Aligned /28 blocks of 16 addresses. */
  readonly prefixes: number;
}

export const nothing: Demand = { single: 0, prefixes: 0 };

export const times = ({ single, prefixes }: Demand, count: number): Demand => ({
  single: single * count,
  prefixes: prefixes * count,
});

export const sum = (demands: readonly Demand[]): Demand => ({
  single: demands.reduce((total, { single }) => total + single, 0),
  prefixes: demands.reduce((total, { prefixes }) => total + prefixes, 0),
});

/** As much as any of them takes. */
export const largest = (demands: readonly Demand[]): Demand => ({
  single: Math.max(0, ...demands.map(({ single }) => single)),
  prefixes: Math.max(0, ...demands.map(({ prefixes }) => prefixes)),
});

/** All addresses that are gone, those in blocks included. */
export const addressesOf = ({ single, prefixes }: Demand): number => single + prefixes * ADDRESSES_PER_PREFIX;

export interface Room {
  /** Negative when there are too few. */
  readonly addresses: number;
  /**
   * Whole /28 blocks, when single addresses lie as close together as they can. EC2 promises no such thing: reserve a range of the subnet for prefixes to be sure.
   * Negative when there are too few.
   * @see https://docs.aws.amazon.com/vpc/latest/userguide/subnet-cidr-reservation.html
   */
  readonly blocks: number;
}

/**
 * What is left of a subnet. AWS keeps the first four addresses and the last one: neither the first block nor the last can be a prefix.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
 */
export function roomLeft(prefixLength: number, demand: Demand): Room {
  const blocks = addressCount(prefixLength) / ADDRESSES_PER_PREFIX;
  const whole = Math.max(0, blocks - 2);
  const besideThem = usableAddresses(prefixLength) - whole * ADDRESSES_PER_PREFIX;
  const broken = Math.ceil(Math.max(0, demand.single - besideThem) / ADDRESSES_PER_PREFIX);
  return {
    addresses: usableAddresses(prefixLength) - addressesOf(demand),
    blocks: whole - broken - demand.prefixes,
  };
}

/** Whether a subnet of this size can give as much. */
export function holds(prefixLength: number, demand: Demand): boolean {
  const { addresses, blocks } = roomLeft(prefixLength, demand);
  return addresses >= 0 && (demand.prefixes === 0 || blocks >= 0);
}
