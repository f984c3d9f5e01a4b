import type { InstanceType } from "./instanceTypes";

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
}

/** Addresses in a /28 prefix. */
const ADDRESSES_PER_PREFIX = 16;

/** aws-node and kube-proxy use the host's network: they need no address of their own. */
const HOST_NETWORK_PODS = 2;

/** Above it Kubernetes is not tested: 110 pods up to 30 vCPUs, 250 beyond. */
function recommendedLimit(vcpu: number): number {
  return vcpu > 30 ? 250 : 110;
}

/**
 * Pods that a node of this type can run: the value for the kubelet's `maxPods`.
 *
 * Secondary addresses are counted as the CNI's own table does, without the limit that Kubernetes recommends; prefixes are held to that limit, as the calculator of the EKS
 * AMI did.
 *
 * @throws when the type can't do what the mode asks for.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/cni-increase-ip-addresses-procedure.html
 */
export function maxPods(type: InstanceType, mode: CniMode = {}): number {
  const interfaces = type.enis - (mode.customNetworking ? 1 : 0);
  if (interfaces < 1) {
    throw new Error(`${type.name} has ${type.enis} network interface: custom networking needs a second one`);
  }
  const addresses = interfaces * (type.ipv4PerEni - 1);
  if (!mode.prefixDelegation) return addresses + HOST_NETWORK_PODS;
  if (type.hypervisor !== "nitro" && !type.bareMetal) {
    throw new Error(`${type.name} is not built on the Nitro system: it can't hold address prefixes`);
  }
  if (type.vcpu === undefined) {
    throw new Error(`the number of vCPUs of ${type.name} is not published: its pod limit can't be told`);
  }
  return Math.min(recommendedLimit(type.vcpu), addresses * ADDRESSES_PER_PREFIX + HOST_NETWORK_PODS);
}
