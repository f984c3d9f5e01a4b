import { partitionOf } from "../iam/partition";
import type { HostedZone } from "./spec";

/** ARNs of hosted zones, which belong to no account and no region. */
export const hostedZoneArns = (region: string, zones: readonly HostedZone[]): string[] =>
  zones.map(({ id }) => `arn:${partitionOf(region)}:route53:::hostedzone/${id}`);
