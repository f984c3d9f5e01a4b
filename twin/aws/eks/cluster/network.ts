import { allocateInterface, releaseInterfacesOf } from "../../ec2/interfaces";
import { SECURITY_GROUP } from "../../ec2/types";
import { arnOf, randomHex } from "../../identifiers";
import type { Call } from "../../resourceType";
import { ACCESS_ENTRY, ofCluster } from "../context";
import { free, type Subnet } from "../network";

/** A record of a version change, which EKS keeps with the cluster. */
export const UPDATE = "aws:eks/update:Update";

/** Makes the security group that EKS puts on the control plane, on pods on Fargate and on nodes of Auto Mode. */
export function createSecurityGroup(call: Call, clusterName: string, vpcId: string): string {
  const id = `sg-${randomHex(17)}`;
  const inputs = {
    name: `eks-cluster-sg-${clusterName}-${parseInt(id.slice(-8), 16) % 1_000_000_000}`,
    description:
      "EKS created security group applied to ENI that is attached to EKS Control Plane master nodes, as well as any managed workloads.",
    vpcId,
    tags: { "aws:eks:cluster-name": clusterName, [`kubernetes.io/cluster/${clusterName}`]: "owned" },
  };
  const outputs = {
    ...inputs,
    id,
    arn: arnOf(call, "ec2", `security-group/${id}`),
    ownerId: call.account.id,
    tagsAll: inputs.tags,
    ingress: [{ fromPort: 0, toPort: 0, protocol: "-1", self: true }],
    egress: [{ fromPort: 0, toPort: 0, protocol: "-1", cidrBlocks: ["0.0.0.0/0"] }],
  };
  call.account.put({ type: SECURITY_GROUP, id, inputs, outputs, hidden: true });
  return id;
}

/** Two to four interfaces of the control plane, spread over the subnets that have room. */
export function attachInterfaces(
  call: Call,
  clusterName: string,
  subnets: readonly Subnet[],
  securityGroupId: string,
): void {
  const wanted = Math.min(4, Math.max(2, subnets.length));
  for (let index = 0; index < wanted; index++) {
    const subnet = subnets[index % subnets.length];
    if (subnet && free(call, subnet) > 0) {
      allocateInterface(call.account, subnet.id, clusterName, {
        description: `Amazon EKS ${clusterName}`,
        securityGroupIds: [securityGroupId],
      });
    }
  }
}

export function detachInterfaces(call: Call, clusterName: string): void {
  releaseInterfacesOf(call.account, clusterName);
}

/** Forgets what EKS made for the cluster. */
export function removeOwnResources(call: Call, clusterName: string, securityGroupId: string): void {
  detachInterfaces(call, clusterName);
  call.account.remove(SECURITY_GROUP, securityGroupId);
  for (const type of [ACCESS_ENTRY, UPDATE]) {
    for (const { id } of ofCluster(call, type, clusterName)) call.account.remove(type, id);
  }
}
