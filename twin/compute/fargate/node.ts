import type { FargateSize } from "../../../capacity/fargateSize";
import { formatAddress, networkOfCidr } from "../../../capacity/cidr";
import { privateDnsName } from "../../aws/ec2/interfaces";
import { latestRelease } from "../../aws/eks/images/amiReleases";
import type { V1Node } from "../../aws/eks/kubernetes/types";
import { keptByKwok } from "../../aws/eks/node/nodes";
import type { SubnetView } from "../accountView";
import { COMPUTE_TYPE } from "../../aws/eks/compute/controller";

export interface FargateNodeDetails {
  readonly address: string;
  readonly region: string;
  readonly subnet: SubnetView;
  readonly size: FargateSize;
  /** Kubernetes minor of the control plane: the node keeps it as long as its pod lives. */
  readonly minor: string;
}

/** `fargate-ip-10-0-1-2.eu-west-1.compute.internal` */
export function fargateNodeName(address: string, region: string): string {
  return `fargate-${privateDnsName(address, region)}`;
}

/** The node that Fargate starts for one pod. */
export function fargateNode({ address, region, subnet, size, minor }: FargateNodeDetails): V1Node {
  const name = fargateNodeName(address, region);
  // Fargate's own machine image has no published releases: it follows Amazon Linux 2023's.
  const release = latestRelease("AL2023_x86_64_STANDARD", minor);
  if (!release) throw new Error(`no kubelet of Kubernetes ${minor} is known`);
  const resources = (memory: string) => ({
    cpu: `${size.vcpu * 1000}m`,
    memory,
    // 20 GiB come with every pod: https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-configuration.html#fargate-storage
    "ephemeral-storage": "20Gi",
    "hugepages-1Gi": "0",
    "hugepages-2Mi": "0",
    pods: "1",
  });
  return keptByKwok({
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      labels: {
        "beta.kubernetes.io/arch": "amd64",
        "beta.kubernetes.io/os": "linux",
        [COMPUTE_TYPE]: "fargate",
        "failure-domain.beta.kubernetes.io/region": region,
        "failure-domain.beta.kubernetes.io/zone": subnet.zone,
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/hostname": privateDnsName(address, region),
        "kubernetes.io/os": "linux",
        "topology.kubernetes.io/region": region,
        "topology.kubernetes.io/zone": subnet.zone,
      },
    },
    spec: {
      providerID: `aws:///${subnet.zone}/${name.split(".")[0]}/${name}`,
      taints: [{ key: COMPUTE_TYPE, value: "fargate", effect: "NoSchedule" }],
      podCIDR: podCidr(address),
    },
    status: {
      addresses: [
        { type: "InternalIP", address },
        { type: "InternalDNS", address: name },
        { type: "Hostname", address: name },
      ],
      capacity: resources(`${size.memoryGiB}Gi`),
      // 256 MiB are the kubelet's and its companions'.
      allocatable: resources(`${size.memoryGiB * 1024 - 256}Mi`),
      nodeInfo: {
        architecture: "amd64",
        bootID: "",
        machineID: "",
        systemUUID: "",
        operatingSystem: "linux",
        containerRuntimeVersion: release.containerRuntimeVersion,
        kernelVersion: release.kernelVersion,
        kubeProxyVersion: release.kubeletVersion,
        kubeletVersion: release.kubeletVersion,
        osImage: release.osImage,
      },
    },
  });
}

/** The pod has its node's own address. kwok counts from the range's first address, and gives the one after it. */
function podCidr(address: string): string {
  const own = networkOfCidr(`${address}/32`);
  if (!own) throw new Error(`${address} is no IPv4 address`);
  return `${formatAddress(own.network - 1)}/32`;
}
