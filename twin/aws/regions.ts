import { createHash } from "node:crypto";
import data from "./aws-regions.json";

export interface Zone {
  /** `us-west-2a`: which building that is differs from account to account. */
  readonly name: string;
  /** `usw2-az1`: the same building for everyone. */
  readonly id: string;
}

interface RegionData {
  readonly zoneIdPrefix: string;
  readonly zones: readonly string[];
}

const regions: Readonly<Record<string, RegionData>> = data.regions;

export function isRegion(name: string): boolean {
  return name in regions;
}

export function regionNames(): string[] {
  return Object.keys(regions);
}

/** The zones of the region as this account sees them, sorted by name. */
export function zonesOf(region: string, accountId: string): Zone[] {
  const found = regions[region];
  if (!found) return [];
  // Accounts get the ids dealt out in another order; the same account always in the same.
  const shift = createHash("sha256").update(`${accountId} ${region}`).digest().readUInt8(0) % found.zones.length;
  return found.zones.map((zone, index) => ({
    name: `${region}${zone.slice(0, 1)}`,
    id: `${found.zoneIdPrefix}-az${(found.zones[(index + shift) % found.zones.length] ?? zone).slice(1)}`,
  }));
}

export function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  if (region.startsWith("us-gov-")) return "aws-us-gov";
  return "aws";
}

export function dnsSuffixOf(region: string): string {
  return partitionOf(region) === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
}
