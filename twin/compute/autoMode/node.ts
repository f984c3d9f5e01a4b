import { maxPods } from "../../../capacity/maxPods";
import { latestRelease } from "../../aws/eks/images/amiReleases";
import type { V1Node } from "../../aws/eks/kubernetes/types";
import { nodeObject } from "../../aws/eks/node/object";
import { keptByKwok } from "../../aws/eks/node/nodes";
import type { SubnetView } from "../accountView";
import { COMPUTE_TYPE, NODE_POOL_LABEL } from "../../aws/eks/compute/controller";
import type { Candidate } from "../provisioner/candidates";
import type { NodePool } from "../provisioner/provisioner";

/** Volume of an Auto Mode node that holds pods. https://docs.aws.amazon.com/eks/latest/userguide/create-node-class.html */
const DISK_GIB = 80;

export interface AutoNodeDetails {
  readonly clusterName: string;
  readonly region: string;
  /** Kubernetes minor of the control plane. */
  readonly minor: string;
  readonly pool: NodePool;
  readonly type: Candidate;
  readonly subnet: SubnetView;
  readonly instanceId: string;
  readonly address: string;
}

/** The node that Auto Mode starts: it is called by its instance's id. */
export function autoNode(details: AutoNodeDetails): V1Node {
  const { pool, type, subnet, instanceId, minor } = details;
  const release = latestRelease("BOTTLEROCKET_x86_64", minor);
  if (!release) throw new Error(`no kubelet of Kubernetes ${minor} is known`);
  const node = nodeObject({
    clusterName: details.clusterName,
    region: details.region,
    zone: subnet.zone,
    zoneId: subnet.zoneId,
    instanceId,
    privateIp: details.address,
    instanceType: type,
    architecture: type.arch,
    // Auto Mode's own images have no published releases: they follow Bottlerocket's.
    release: {
      ...release,
      osImage: `Bottlerocket (EKS Auto, Standard) ${release.version.split("-")[0]} (aws-k8s-${minor}-standard)`,
    },
    diskGiB: DISK_GIB,
    maxPods: maxPods(type, { prefixDelegation: true }),
    reservations: {},
    labels: { ...autoLabels(pool, type), "kubernetes.io/hostname": instanceId },
    taints: pool.taints,
  });
  const addresses = node.status?.addresses?.map((address) =>
    address.type === "Hostname" ? { ...address, address: instanceId } : address,
  );
  return keptByKwok({
    ...node,
    metadata: { ...node.metadata, name: instanceId },
    status: { ...node.status, addresses },
  });
}

/** https://docs.aws.amazon.com/eks/latest/userguide/create-node-pool.html#auto-supported-labels */
function autoLabels(pool: NodePool, type: Candidate): Record<string, string> {
  return {
    "app.kubernetes.io/managed-by": "eks",
    [COMPUTE_TYPE]: "auto",
    "eks.amazonaws.com/nodeclass": "default",
    "eks.amazonaws.com/instance-category": type.category,
    "eks.amazonaws.com/instance-cpu": String(type.vcpu),
    "eks.amazonaws.com/instance-family": type.family,
    "eks.amazonaws.com/instance-generation": String(type.generation),
    "eks.amazonaws.com/instance-hypervisor": "nitro",
    "eks.amazonaws.com/instance-memory": String(type.memoryMiB),
    "eks.amazonaws.com/instance-size": type.size,
    "karpenter.sh/capacity-type": "on-demand",
    "karpenter.sh/initialized": "true",
    [NODE_POOL_LABEL]: pool.name,
    "karpenter.sh/registered": "true",
  };
}
