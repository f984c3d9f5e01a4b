import { contains, isPrivate, networkOfCidr } from "../../../../capacity/cidr";
import type { Properties } from "../../../provider/values";
import type { Account, StoredResource } from "../../account";
import { INGRESS_RULE, VPC } from "../../ec2/types";
import { text } from "../../read";
import { vpcConfigOf } from "./stored";

/**
 * Why a caller does not reach the cluster's API server. In the VPC, and in networks connected to it, its name stands for the private interfaces if there are
 * any, which admit whom the cluster's security group admits; elsewhere for the public endpoint.
 *
 * @param from `inside` the VPC, anywhere on the `internet`, an IPv4 address or range, or a security group
 * @see https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html
 */
export function callerObstacle(account: Account, cluster: StoredResource, from: string): string | undefined {
  const { vpcId, clusterSecurityGroupId, ...access } = vpcConfigOf(cluster);
  const vpcCidr = text(account.get(VPC, vpcId)?.outputs.cidrBlock) ?? "";
  const place = from === "inside" ? vpcCidr : from === "internet" ? "0.0.0.0/0" : from;
  const range = place.includes("/") ? place : `${place}/32`;
  const cidr = networkOfCidr(range);
  const isInside = cidr === undefined || isPrivate(cidr);
  if (isInside && access.endpointPrivateAccess) {
    const peers = account
      .list(INGRESS_RULE)
      .filter(({ inputs }) => inputs.securityGroupId === clusterSecurityGroupId && admitsTls(inputs))
      .map(({ inputs }) => text(inputs.cidrIpv4 ?? inputs.referencedSecurityGroupId) ?? "");
    if (peers.some((peer) => peer === from || holds(peer, range))) return undefined;
    return `no rule of the cluster's security group (${clusterSecurityGroupId}) admits ${from} on port 443`;
  }
  if (!access.endpointPublicAccess) return `the API server answers in the VPC only, not to ${from}`;
  // Callers inside come out of the NAT gateways.
  const caller = isInside ? "0.0.0.0/0" : range;
  const ranges = access.publicAccessCidrs ?? ["0.0.0.0/0"];
  if (ranges.some((allowed) => holds(allowed, caller))) return undefined;
  return `publicAccessCidrs (${ranges.join(", ")}) does not include ${from}`;
}

function admitsTls({ ipProtocol, fromPort, toPort }: Properties): boolean {
  return ipProtocol === "tcp" && Number(fromPort) <= 443 && Number(toPort) >= 443;
}

function holds(peer: string, cidr: string): boolean {
  const [outer, inner] = [networkOfCidr(peer), networkOfCidr(cidr)];
  return outer !== undefined && inner !== undefined && contains(outer, inner);
}
