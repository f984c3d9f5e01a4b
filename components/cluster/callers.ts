import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { ClusterSettings } from "./spec";

/**
 * Lets callers in on the private endpoint. The security group that EKS makes admits its own members only, so that a runner, a bastion or a VPN
 * would wait for an answer in vain. Free of charge.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html
 */
export function admitCallers(
  name: string,
  securityGroupId: pulumi.Input<string>,
  { cidrBlocks, securityGroupIds }: ClusterSettings["endpoint"]["privateAccess"],
  parent: pulumi.Resource,
): aws.vpc.SecurityGroupIngressRule[] {
  const admit = (caller: string, peer: { cidrIpv4: string } | { referencedSecurityGroupId: string }) =>
    new aws.vpc.SecurityGroupIngressRule(
      `${name}-from-${caller.replace(/[./]/g, "-")}`,
      {
        securityGroupId,
        ...peer,
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        description: `${caller} to the API server`,
      },
      { parent },
    );
  return [
    ...cidrBlocks.map((cidrIpv4) => admit(cidrIpv4, { cidrIpv4 })),
    ...securityGroupIds.map((id) => admit(id, { referencedSecurityGroupId: id })),
  ];
}
