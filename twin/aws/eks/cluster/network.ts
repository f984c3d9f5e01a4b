import { allocateInterface, releaseInterfacesOf } from "../../ec2/interfaces";
import { SECURITY_GROUP } from "../../ec2/types";
import { arnOf, randomHex } from "../../identifiers";
import type { Call } from "../../resourceType";
import { ACCESS_ENTRY, ACCESS_POLICY_ASSOCIATION, ADDON, ofCluster, POD_IDENTITY_ASSOCIATION } from "../context";
import { free, type Subnet } from "../network";

const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";

/** A record of a version change, which EKS keeps with the cluster. */
export const UPDATE = "aws:eks/update:Update";

/** Makes the security group that EKS puts on the control plane and on the nodes of managed groups. */
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
    partOf: clusterName,
  };
  call.account.put({ type: SECURITY_GROUP, id, inputs, outputs, hidden: true });
  return id;
}

/** Two to four interfaces of the control plane, spread over the subnets that have room. */
export function attachInterfaces(
  call: Call,
  clusterName: string,
  subnets: readonly Subnet[],
  securityGroups: readonly string[],
): void {
  const wanted = Math.min(4, Math.max(2, subnets.length));
  for (let index = 0; index < wanted; index++) {
    const subnet = subnets[index % subnets.length];
    if (subnet && free(call, subnet) > 0) {
      allocateInterface(call.account, subnet.id, clusterName, {
        description: `Amazon EKS ${clusterName}`,
        securityGroupIds: securityGroups,
      });
    }
  }
}

export function detachInterfaces(call: Call, clusterName: string): void {
  releaseInterfacesOf(call.account, clusterName);
}

/** The log group of the control plane, unless somebody made it before; it outlives the cluster. */
export function createLogGroup(call: Call, clusterName: string): void {
  const name = `/aws/eks/${clusterName}/cluster`;
  if (call.account.get(LOG_GROUP, name)) return;
  const outputs = { name, arn: arnOf(call, "logs", `log-group:${name}`), retentionInDays: 0 };
  call.account.put({ type: LOG_GROUP, id: name, inputs: { name }, outputs, hidden: true });
}

/** Forgets what EKS made for the cluster, and what goes with a cluster that is deleted. */
export function removeOwnResources(call: Call, clusterName: string): void {
  detachInterfaces(call, clusterName);
  for (const { id, outputs, hidden } of call.account.list(SECURITY_GROUP)) {
    if (hidden && outputs["partOf"] === clusterName) call.account.remove(SECURITY_GROUP, id);
  }
  const types = [ACCESS_POLICY_ASSOCIATION, ACCESS_ENTRY, ADDON, POD_IDENTITY_ASSOCIATION, UPDATE];
  for (const type of types) {
    for (const { id } of ofCluster(call, type, clusterName)) call.account.remove(type, id);
  }
}
