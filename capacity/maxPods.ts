import { instanceType, type InstanceType } from "./instanceTypes";

/** How the VPC CNI gives pods their addresses. */
export interface CniMode {
  /**
   * Whether an interface slot holds a /28 prefix (16 addresses) in place of one address: `ENABLE_PREFIX_DELEGATION`.
   * Nitro instances only.
   * @default false
   */
  readonly prefixDelegation?: boolean;
  /**
   * Whether pods live in subnets of their own, so that the primary interface serves none of them: `AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG`.
   * @default false
   */
  readonly customNetworking?: boolean;
  /**
   * Whether pods may have security groups of their own: `ENABLE_POD_ENI`. Where the type can do it, one interface becomes the trunk of those pods' branch interfaces, and
   * serves no other pods. Pods on branch interfaces are not counted in `maxPods`: see `branchEnis` of the type.
   * @default false
   */
  readonly podSecurityGroups?: boolean;
}

/** Addresses in a /28 prefix. */
export const ADDRESSES_PER_PREFIX = 16;

/** aws-node and kube-proxy use the host's network: they need no address of their own. */
export const HOST_NETWORK_PODS = 2;

/** Above it Kubernetes is not tested: 110 pods up to 30 vCPUs, 250 beyond. */
function recommendedLimit(vcpu: number): number {
  return vcpu > 30 ? 250 : 110;
}

/** Bare metal counts as Nitro, as it does for the CNI: `IsPrefixDelegationSupported` in pkg/awsutils/awsutils.go. */
export function holdsPrefixes({ hypervisor, bareMetal }: InstanceType): boolean {
  return hypervisor === "nitro" || bareMetal;
}

/**
 * Pods that a node of this type can run: the value for the kubelet's `maxPods`.
 *
 * Secondary addresses are counted as the CNI's own table does, without the limit that Kubernetes recommends; prefixes are held to that limit, as the calculator of the EKS
 * AMI did. A managed group holds all of them to it: see `managedLimit`.
 *
 * @throws when the type can't do what the mode asks for.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/cni-increase-ip-addresses-procedure.html
 */
export function maxPods(type: InstanceType, mode: CniMode = {}): number {
  const pods = addressablePods(type, mode);
  if (!mode.prefixDelegation) return pods;
  if (type.vcpu === undefined) {
    throw new Error(`the number of vCPUs of ${type.name} is not published: its pod limit can't be told`);
  }
  return Math.min(recommendedLimit(type.vcpu), pods);
}

/**
 * Pods that EKS allows on a node of a managed group, whatever the kubelet is told, unless the group has an image of its own. The higher limit for a type whose vCPUs are not
 * published.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/create-managed-node-group.html
 */
export const managedLimit = ({ vcpu = Infinity }: InstanceType): number => recommendedLimit(vcpu);

/** A group of nodes, as far as it decides how many pods they run. */
export interface PodGroup {
  /** Names, at least one. */
  readonly instanceTypes: readonly string[];
  /** Whether EKS manages the group, and so holds it to its limit. */
  readonly isManaged: boolean;
}

/**
 * `maxPods` for a group of nodes of several types: the kubelet's setting is one for all, so it is the lowest of them.
 *
 * @throws when a type is unknown, or can't do what the mode asks for.
 */
export function maxPodsOfGroup({ instanceTypes, isManaged }: PodGroup, mode: CniMode): number {
  if (instanceTypes.length === 0) throw new Error("a group without instance types has no pod limit");
  const types = instanceTypes.map(instanceType);
  return Math.min(...types.map((type) => maxPods(type, mode)), ...(isManaged ? types.map(managedLimit) : []));
}

/**
 * Pods that the CNI has addresses for, however many the kubelet may run: no `maxPods` above it makes sense.
 *
 * @throws when the type can't do what the mode asks for.
 */
export function addressablePods(type: InstanceType, mode: CniMode = {}): number {
  if (mode.prefixDelegation && !holdsPrefixes(type)) {
    throw new Error(`${type.name} is not built on the Nitro system: it can't hold address prefixes`);
  }
  const addresses = podInterfaces(type, mode) * slotsPerInterface(type);
  return addresses * (mode.prefixDelegation ? ADDRESSES_PER_PREFIX : 1) + HOST_NETWORK_PODS;
}

/** What an interface can hold for pods, beside its own address: that many addresses or prefixes. */
export const slotsPerInterface = ({ ipv4PerEni }: InstanceType): number => ipv4PerEni - 1;

/**
 * Interfaces whose slots serve pods.
 *
 * @throws when the mode leaves none.
 * @see https://github.com/aws/amazon-vpc-cni-k8s/blob/b52188387f2e2f10bf289ace929d6a63b176a4fa/pkg/ipamd/datastore/data_store.go#L1118 (GetAllocatableENIs)
 */
export function podInterfaces(type: InstanceType, mode: CniMode): number {
  const kept = [
    ...(mode.customNetworking ? ["custom networking"] : []),
    ...(hasTrunk(type, mode) ? ["security groups for pods"] : []),
  ];
  const interfaces = type.enis - kept.length;
  if (interfaces >= 1) return interfaces;
  const plural = type.enis === 1 ? "interface" : "interfaces";
  throw new Error(`${type.name} has ${type.enis} network ${plural}: ${kept.join(" and ")} leave none for other pods`);
}

/** Whether the node carries a trunk interface for pods with security groups of their own. */
export const hasTrunk = ({ branchEnis }: InstanceType, { podSecurityGroups }: CniMode): boolean =>
  podSecurityGroups === true && branchEnis !== undefined;
