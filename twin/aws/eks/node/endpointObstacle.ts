import type { StoredResource } from "../../account";
import { vpcConfigOf } from "../cluster/stored";

/**
 * Why the API server does not answer nodes: without private access they call it from the addresses of the NAT gateways, and `publicAccessCidrs` must have those too.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html
 */
export function endpointObstacle(cluster: StoredResource): string | undefined {
  const { endpointPrivateAccess, publicAccessCidrs = [] } = vpcConfigOf(cluster);
  if (endpointPrivateAccess || publicAccessCidrs.includes("0.0.0.0/0")) return undefined;
  return (
    `private access to the API server is off, and publicAccessCidrs (${publicAccessCidrs.join(", ")}) do not admit ` +
    "the addresses of the NAT gateways, from which nodes call it"
  );
}
