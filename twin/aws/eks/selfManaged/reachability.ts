import { contains, networkOfCidr } from "../../../../capacity/cidr";
import type { Account, StoredResource } from "../../account";
import { permissionsOf } from "../../ec2/permissions";
import { EGRESS_RULE, INGRESS_RULE, SECURITY_GROUP, SECURITY_GROUP_RULE, SUBNET } from "../../ec2/types";
import { text } from "../../read";
import type { Call } from "../../resourceType";
import type { Subnet } from "../network";
import { vpcConfigOf } from "../cluster/stored";

/** Port of the API server. */
const PORT = 443;

type Permission = ReturnType<typeof permissionsOf>[number];

/**
 * Why the security groups keep nodes from the cluster's API server: it answers on interfaces in the VPC if private access is on, else on the internet.
 *
 * @param securityGroupIds of the nodes; none: they have the VPC's default group
 * @see https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html
 */
export function reachabilityObstacle(
  call: Call,
  cluster: StoredResource,
  securityGroupIds: readonly string[],
  subnets: readonly Subnet[],
): string | undefined {
  const { vpcId, clusterSecurityGroupId, securityGroupIds: others = [], ...access } = vpcConfigOf(cluster);
  const nodeGroups = securityGroupIds.length > 0 ? securityGroupIds : defaultGroups(call, vpcId);
  const clusterGroups = [clusterSecurityGroupId, ...others];
  const isPrivate = access.endpointPrivateAccess ?? false;
  const permissions = tlsPermissions(call.account);

  const outgoing = permissions.filter(
    ({ groupId, direction }) => direction === "egress" && nodeGroups.includes(groupId),
  );
  const reaches = ({ peer }: Permission) =>
    isPrivate
      ? clusterGroups.includes(peer) || access.subnetIds.some((id) => holds(peer, cidrOf(call, id)))
      : peer === "0.0.0.0/0";
  if (!outgoing.some(reaches)) {
    return `no rule of its security groups (${nodeGroups.join(", ")}) lets it out to the API server on port ${PORT}`;
  }
  if (!isPrivate) return undefined;
  const incoming = permissions.filter(
    ({ groupId, direction }) => direction === "ingress" && clusterGroups.includes(groupId),
  );
  const admits = ({ peer }: Permission) =>
    nodeGroups.includes(peer) || subnets.every(({ id }) => holds(peer, cidrOf(call, id)));
  if (incoming.some(admits)) return undefined;
  return (
    `no security group of the cluster (${clusterGroups.join(", ")}) lets its security groups (${nodeGroups.join(", ")}) in ` +
    `on port ${PORT}: it can't reach the API server`
  );
}

/** The permissions of every security group that a connection to the API server could pass. */
export function tlsPermissions(account: Account): Permission[] {
  return [SECURITY_GROUP, SECURITY_GROUP_RULE, INGRESS_RULE, EGRESS_RULE]
    .flatMap((type) => account.list(type))
    .flatMap(permissionsOf)
    .filter(
      ({ protocol, fromPort, toPort }) =>
        protocol === "-1" || (protocol === "tcp" && fromPort <= PORT && PORT <= toPort),
    );
}

function defaultGroups(call: Call, vpcId: string): string[] {
  return call.account
    .list(SECURITY_GROUP)
    .filter(({ outputs }) => outputs.name === "default" && outputs.vpcId === vpcId)
    .map(({ id }) => id);
}

function cidrOf(call: Call, subnetId: string): string {
  return text(call.account.get(SUBNET, subnetId)?.outputs.cidrBlock) ?? "";
}

export function holds(peer: string, cidr: string): boolean {
  const [outer, inner] = [networkOfCidr(peer), networkOfCidr(cidr)];
  return outer !== undefined && inner !== undefined && contains(outer, inner);
}
