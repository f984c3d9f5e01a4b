import { isOffered, supportPhase } from "../../../../upgrade/eksVersions";
import { contains, formatCidr, overlaps } from "../../../../capacity/cidr";
import { vpcCidrs } from "../../ec2/vpcs";
import { roleAllows } from "../../iam/grants";
import { findKey, isUsableKey } from "../../kms";
import type { Call } from "../../resourceType";
import { checkAutoMode } from "../autoMode/rules";
import { authenticationMode, bootstrapsCreator, type ClusterInputs, isAutoMode } from "./inputs";
import type { EksOperation } from "../context";
import { cidrOf, free, type Subnet, subnetsOf } from "../network";
import { offeredMinors } from "./versionRules";

/** Zones in which EKS runs no control planes. https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html */
const UNSUPPORTED_ZONE_IDS = ["use1-az3", "usw1-az2", "cac1-az3"];

/** Free addresses that EKS asks for in each subnet of a cluster. */
const MIN_FREE_ADDRESSES = 6;

const PRIVATE_RANGES = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].map(cidrOf);

/** What Auto Mode's cluster role needs besides AmazonEKSClusterPolicy. */
const AUTO_MODE_POLICIES = [
  "AmazonEKSComputePolicy",
  "AmazonEKSBlockStoragePolicy",
  "AmazonEKSLoadBalancingPolicy",
  "AmazonEKSNetworkingPolicy",
];

/** Refuses a new cluster as CreateCluster does. @returns its subnets */
export function checkNewCluster(
  call: Call,
  inputs: ClusterInputs,
  version: string,
  day: string,
  operation: EksOperation,
): Subnet[] {
  checkOffered(version, day, operation);
  checkClusterRole(call, inputs, operation);
  const subnets = checkSubnets(call, inputs.vpcConfig.subnetIds, operation);
  for (const subnet of subnets) {
    if (free(call, subnet) < MIN_FREE_ADDRESSES) {
      throw operation.invalid(
        `Subnet ${subnet.id} does not have enough free IP addresses: ${free(call, subnet)} of at least ${MIN_FREE_ADDRESSES}`,
      );
    }
  }
  checkSecurityGroups(call, inputs.vpcConfig.securityGroupIds ?? [], subnets, operation);
  checkEndpointAccess(inputs.vpcConfig, operation);
  checkServiceCidr(call, inputs, subnets, operation);
  checkAccessConfig(inputs, operation);
  checkAutoMode(call, inputs, operation);
  const keyArn = inputs.encryptionConfig?.provider.keyArn;
  if (keyArn !== undefined) checkKey(call, keyArn, operation);
  return subnets;
}

export function checkOffered(version: string, day: string, operation: EksOperation): void {
  if (!isOffered(supportPhase(version, day))) {
    throw operation.invalid(
      `unsupported Kubernetes version ${version}: EKS offers ${offeredMinors(day).join(", ")} on ${day}`,
    );
  }
}

export function checkClusterRole(call: Call, inputs: ClusterInputs, operation: EksOperation): void {
  const isAuto = isAutoMode(inputs);
  const grant = roleAllows(call.account, inputs.roleArn, {
    service: "eks.amazonaws.com",
    trustActions: ["sts:AssumeRole", ...(isAuto ? ["sts:TagSession"] : [])],
    managedPolicies: ["AmazonEKSClusterPolicy", ...(isAuto ? AUTO_MODE_POLICIES : [])],
    // A policy of the account's own does, if it lets EKS look at the network.
    actions: ["ec2:DescribeSubnets"],
  });
  if (grant.allowed) return;
  if (grant.reason === "policies") {
    throw operation.invalid(
      `The provided role doesn't have the Amazon EKS Managed Policies associated with it. ` +
        `Please ensure the following policies [${grant.missing.join(", ")}] are attached`,
    );
  }
  throw operation.invalid(
    `Role with arn: ${inputs.roleArn}, could not be assumed because it does not exist or the trusted entity is not correct` +
      (grant.reason === "trust" ? `: eks.amazonaws.com needs ${grant.missing.join(" and ")}` : ""),
  );
}

export function checkSubnets(call: Call, ids: readonly string[], operation: EksOperation): Subnet[] {
  const subnets = subnetsOf(call, ids, operation);
  const refused = subnets.filter(({ zoneId }) => UNSUPPORTED_ZONE_IDS.includes(zoneId));
  if (refused.length > 0) {
    const zones = refused.map(({ zone, zoneId }) => `${zone} (${zoneId})`).join(", ");
    throw operation.refuse(
      "UnsupportedAvailabilityZoneException",
      `Cannot create cluster '${operation.resource}' because ${zones} does not currently have sufficient capacity to support the cluster. ` +
        `Retry and choose from other availability zones`,
    );
  }
  if (new Set(subnets.map(({ zone }) => zone)).size < 2) {
    throw operation.invalid("Subnets specified must be in at least two different AZs");
  }
  if (new Set(subnets.map(({ vpcId }) => vpcId)).size > 1) {
    throw operation.invalid("Subnets specified must all belong to the same VPC");
  }
  return subnets;
}

function checkSecurityGroups(
  call: Call,
  ids: readonly string[],
  subnets: readonly Subnet[],
  operation: EksOperation,
): void {
  for (const id of ids) {
    const group = call.account.get("aws:ec2/securityGroup:SecurityGroup", id);
    if (!group) throw operation.invalid(`The security group '${id}' does not exist`);
    if (group.outputs["vpcId"] !== subnets[0]?.vpcId) {
      throw operation.invalid(`Security group ${id} and subnet ${subnets[0]?.id} belong to different VPCs`);
    }
  }
}

export function checkEndpointAccess(vpcConfig: ClusterInputs["vpcConfig"], operation: EksOperation): void {
  const isPublicOn = vpcConfig.endpointPublicAccess ?? true;
  if (!isPublicOn && !(vpcConfig.endpointPrivateAccess ?? false)) {
    throw operation.invalid("Private and public endpoint access cannot be false");
  }
  const cidrs = vpcConfig.publicAccessCidrs ?? [];
  if (!isPublicOn && cidrs.length > 0 && cidrs.join() !== "0.0.0.0/0") {
    throw operation.invalid("publicAccessCidrs cannot be given while public endpoint access is off");
  }
  const inside = cidrs.find((cidr) => PRIVATE_RANGES.some((range) => contains(range, cidrOf(cidr))));
  if (inside !== undefined)
    throw operation.invalid(`The following CIDRs are not allowed in publicAccessCidrs: [${inside}]`);
  if (cidrs.length > 40) throw operation.invalid("publicAccessCidrs holds at most 40 blocks");
}

function checkServiceCidr(
  call: Call,
  inputs: ClusterInputs,
  subnets: readonly Subnet[],
  operation: EksOperation,
): void {
  const { ipFamily = "ipv4", serviceIpv4Cidr } = inputs.kubernetesNetworkConfig ?? {};
  if (serviceIpv4Cidr === undefined) return;
  if (ipFamily !== "ipv4") throw operation.invalid("serviceIpv4Cidr can't be specified with ipFamily ipv6");
  const range = cidrOf(serviceIpv4Cidr);
  const clash = vpcCidrs(call.account, subnets[0]?.vpcId ?? "").find((cidr) => overlaps(cidr, range));
  if (clash)
    throw operation.invalid(`Service CIDR ${serviceIpv4Cidr} overlaps with the VPC's CIDR ${formatCidr(clash)}`);
  const isPrivate = PRIVATE_RANGES.some((privateRange) => contains(privateRange, range));
  if (!isPrivate || range.prefixLength < 12 || range.prefixLength > 24) {
    throw operation.invalid(
      `Service CIDR ${serviceIpv4Cidr} must lie in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16 and be of size /24 to /12`,
    );
  }
}

function checkAccessConfig(inputs: ClusterInputs, operation: EksOperation): void {
  if (authenticationMode(inputs) === "CONFIG_MAP" && !bootstrapsCreator(inputs)) {
    throw operation.invalid(
      "bootstrapClusterCreatorAdminPermissions must be true if cluster authentication mode is set to CONFIG_MAP",
    );
  }
}

export function checkKey(call: Call, keyArn: string, operation: EksOperation): void {
  const key = findKey(call.account, keyArn);
  if (!key) throw operation.invalid(`The KMS key ${keyArn} could not be found`);
  if (keyArn.split(":")[3] !== call.region) throw operation.invalid(`The KMS key ${keyArn} is in another region`);
  const { customerMasterKeySpec = "SYMMETRIC_DEFAULT", keyUsage = "ENCRYPT_DECRYPT" } = key.outputs;
  if (customerMasterKeySpec !== "SYMMETRIC_DEFAULT" || keyUsage !== "ENCRYPT_DECRYPT") {
    throw operation.invalid(`The KMS key ${keyArn} must be a symmetric key for encryption`);
  }
  if (!isUsableKey(key)) throw operation.invalid(`The KMS key ${keyArn} is disabled or pending deletion`);
}
