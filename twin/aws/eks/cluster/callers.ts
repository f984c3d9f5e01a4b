import { isPrivate, networkOfCidr } from "../../../../capacity/cidr";
import type { Account, StoredResource } from "../../account";
import { VPC } from "../../ec2/types";
import { text } from "../../read";
import { holds, tlsPermissions } from "../selfManaged/reachability";
import { vpcConfigOf } from "./stored";

/** Where a caller of the API server can be, beside an IPv4 address or range, or a security group in the VPC. */
export const CALLER_PLACES = ["inside", "internet"] as const;

/**
 * Why a caller does not reach the cluster's API server. In the VPC, and in networks connected to it, its name stands for the private interfaces if there are
 * any, which admit whom the cluster's security group admits; elsewhere for the public endpoint.
 *
 * @param from `inside` the VPC, anywhere on the `internet`, an IPv4 address or range, or a security group
 * @see https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html
 */
export function callerObstacle(account: Account, cluster: StoredResource, from: string): string | undefined {
  const { vpcId, clusterSecurityGroupId, securityGroupIds = [], ...access } = vpcConfigOf(cluster);
  const vpcCidr = text(account.get(VPC, vpcId)?.outputs.cidrBlock) ?? "";
  const place = from === "inside" ? vpcCidr : from === "internet" ? "0.0.0.0/0" : from;
  const range = place.includes("/") ? place : `${place}/32`;
  const cidr = networkOfCidr(range);
  const isInside = cidr === undefined || isPrivate(cidr);
  if (isInside && access.endpointPrivateAccess) {
    const groups = [clusterSecurityGroupId, ...securityGroupIds];
    const peers = tlsPermissions(account)
      .filter(({ groupId, direction }) => direction === "ingress" && groups.includes(groupId))
      .map(({ peer }) => peer);
    if (peers.some((peer) => peer === from || holds(peer, range))) return undefined;
    return `no rule of the cluster's security group (${groups.join(", ")}) admits ${from} on port 443`;
  }
  if (!access.endpointPublicAccess) return `the API server answers in the VPC only, not to ${from}`;
  // Callers inside come out of the NAT gateways.
  const caller = isInside ? "0.0.0.0/0" : range;
  const ranges = access.publicAccessCidrs ?? ["0.0.0.0/0"];
  if (ranges.some((allowed) => holds(allowed, caller))) return undefined;
  return `publicAccessCidrs (${ranges.join(", ")}) does not include ${from}`;
}
