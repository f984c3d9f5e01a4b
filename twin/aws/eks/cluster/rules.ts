import { networkOfCidr } from "../../../../capacity/cidr";
import { reservedIn } from "../../../../capacity/reservedRanges";
import { isOffered, supportPhase } from "../../../../upgrade/eksVersions";
import { type Need, roleAllows, workingFor } from "../../iam/grants";
import { arnOf } from "../../identifiers";
import type { Call } from "../../resourceType";
import type { ClusterInputs } from "./inputs";
import type { EksOperation } from "../context";
import { free, type Subnet, subnetsOf } from "../network";
import { offeredMinors } from "./versionRules";

/** Zones in which EKS runs no control planes. https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html */
const UNSUPPORTED_ZONE_IDS = ["use1-az3", "usw1-az2", "cac1-az3"];

/** Free addresses that EKS asks for in each subnet of a cluster. */
const MIN_FREE_ADDRESSES = 6;

/** What Auto Mode's cluster role needs besides AmazonEKSClusterPolicy. */
const AUTO_MODE_POLICIES = [
  "AmazonEKSComputePolicy",
  "AmazonEKSBlockStoragePolicy",
  "AmazonEKSLoadBalancingPolicy",
  "AmazonEKSNetworkingPolicy",
];

/** What Auto Mode's nodes need. https://docs.aws.amazon.com/eks/latest/userguide/auto-create-node-role.html */
const AUTO_MODE_NODES: Need = {
  service: "ec2.amazonaws.com",
  managedPolicies: ["AmazonEKSWorkerNodeMinimalPolicy", "AmazonEC2ContainerRegistryPullOnly"],
};

/** Refuses a new cluster as CreateCluster does. @returns its subnets */
export function checkNewCluster(call: Call, inputs: ClusterInputs, day: string, operation: EksOperation): Subnet[] {
  checkOffered(inputs.version, day, operation);
  checkRoles(call, inputs, operation);
  checkPublicAccess(inputs, operation);
  const subnets = checkSubnets(call, inputs.vpcConfig.subnetIds, operation);
  for (const subnet of subnets) {
    if (free(call, subnet) < MIN_FREE_ADDRESSES) {
      throw operation.invalid(
        `Subnet ${subnet.id} does not have enough free IP addresses: ${free(call, subnet)} of at least ${MIN_FREE_ADDRESSES}`,
      );
    }
  }
  return subnets;
}

function checkOffered(version: string, day: string, operation: EksOperation): void {
  if (!isOffered(supportPhase(version, day))) {
    throw operation.invalid(
      `unsupported Kubernetes version ${version}: EKS offers ${offeredMinors(day).join(", ")} on ${day}`,
    );
  }
}

/** Refuses roles of the cluster, and of the nodes of Auto Mode, that do not allow what they have to. */
export function checkRoles(call: Call, { name, roleArn, computeConfig }: ClusterInputs, operation: EksOperation): void {
  checkRole(call, roleArn, operation, {
    service: "eks.amazonaws.com",
    trustActions: ["sts:AssumeRole", ...(computeConfig ? ["sts:TagSession"] : [])],
    // https://docs.aws.amazon.com/eks/latest/userguide/cross-service-confused-deputy-prevention.html
    context: workingFor(call, arnOf(call, "eks", `cluster/${name}`)),
    managedPolicies: ["AmazonEKSClusterPolicy", ...(computeConfig ? AUTO_MODE_POLICIES : [])],
  });
  if (computeConfig) checkRole(call, computeConfig.nodeRoleArn, operation, AUTO_MODE_NODES);
}

function checkRole(call: Call, arn: string, operation: EksOperation, need: Need): void {
  const grant = roleAllows(call.account, arn, need);
  if (grant.allowed) return;
  if (grant.reason === "policies") {
    throw operation.invalid(
      `The provided role doesn't have the Amazon EKS Managed Policies associated with it. ` +
        `Please ensure the following policies [${grant.missing.join(", ")}] are attached`,
    );
  }
  throw operation.invalid(
    `Role with arn: ${arn}, could not be assumed because it does not exist or the trusted entity is not correct` +
      (grant.reason === "trust" ? `: ${need.service} needs ${grant.missing.join(" and ")}` : ""),
  );
}

/** https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html: no reserved addresses. */
export function checkPublicAccess({ vpcConfig }: ClusterInputs, operation: EksOperation): void {
  const refused = vpcConfig.publicAccessCidrs.filter((range) => {
    const cidr = networkOfCidr(range);
    return cidr && reservedIn(cidr);
  });
  if (refused.length > 0)
    throw operation.invalid(`The following CIDRs are not allowed in publicAccessCidrs: [${refused.join(", ")}]`);
}

export function checkSubnets(call: Call, ids: readonly string[], operation: EksOperation): Subnet[] {
  const subnets = subnetsOf(call, ids);
  const refused = subnets.filter(({ zoneId }) => UNSUPPORTED_ZONE_IDS.includes(zoneId));
  if (refused.length > 0) {
    const zones = refused.map(({ zone, zoneId }) => `${zone} (${zoneId})`).join(", ");
    throw operation.refuse(
      "UnsupportedAvailabilityZoneException",
      `Cannot create cluster '${operation.resource}' because ${zones} does not currently have sufficient capacity to support the cluster. ` +
        `Retry and choose from other availability zones`,
    );
  }
  return subnets;
}
