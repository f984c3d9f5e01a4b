import { createHash } from "node:crypto";
import type { V1Node, V1NodeStatus, V1Taint } from "../kubernetes/types";
import type { InstanceType } from "../../../../capacity/instanceTypes";
import { parseQuantity } from "../../../../capacity/quantity";
import { EVICTION_MEMORY_MIB, reservedMemoryMiB, reservedMillicores } from "../../../../capacity/kubeletReservation";
import { privateDnsName } from "../../ec2/interfaces";
import type { AmiRelease } from "../images/amiReleases";

/** What the kubelet's configuration keeps from the pods, quantities by resource; what it does not say is the AMI's default. */
export interface NodeReservations {
  readonly systemReserved?: Readonly<Record<string, string>>;
  /** Thresholds by signal: `{ "memory.available": "100Mi" }`. */
  readonly evictionHard?: Readonly<Record<string, string>>;
}

/** Everything that a Node object shows of the instance behind it. */
export interface NodeDetails {
  readonly clusterName: string;
  readonly region: string;
  readonly zone: string;
  readonly zoneId: string;
  readonly instanceId: string;
  readonly privateIp: string;
  readonly instanceType: InstanceType;
  readonly release: AmiRelease;
  readonly architecture: "amd64" | "arm64";
  readonly diskGiB: number;
  readonly maxPods: number;
  readonly reservations: NodeReservations;
  /** Labels besides those of the kubelet and the cloud provider. */
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly V1Taint[];
}

/** Share of an instance's nominal memory that the kernel can use: 7,824,308 of 8,388,608 KiB on an m5.large. */
const USABLE_MEMORY = 7_824_308 / 8_388_608;

/** Share of the disk that is left after the filesystem's own structures. */
const USABLE_DISK = 0.999;

/** The Node that the instance's kubelet registers. */
export function nodeObject(details: NodeDetails): V1Node {
  const name = privateDnsName(details.privateIp, details.region);
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name, labels: { ...standardLabels(details, name), ...details.labels } },
    spec: {
      providerID: `aws:///${details.zone}/${details.instanceId}`,
      ...(details.taints.length > 0 && { taints: [...details.taints] }),
    },
    status: nodeStatus(details, name),
  };
}

function standardLabels(
  { region, zone, zoneId, instanceType, architecture, clusterName }: NodeDetails,
  name: string,
): Record<string, string> {
  return {
    "beta.kubernetes.io/arch": architecture,
    "beta.kubernetes.io/instance-type": instanceType.name,
    "beta.kubernetes.io/os": "linux",
    "failure-domain.beta.kubernetes.io/region": region,
    "failure-domain.beta.kubernetes.io/zone": zone,
    "k8s.io/cloud-provider-aws": createHash("md5").update(clusterName).digest("hex"),
    "kubernetes.io/arch": architecture,
    "kubernetes.io/hostname": name,
    "kubernetes.io/os": "linux",
    "node.kubernetes.io/instance-type": instanceType.name,
    "topology.k8s.aws/zone-id": zoneId,
    "topology.kubernetes.io/region": region,
    "topology.kubernetes.io/zone": zone,
  };
}

function nodeStatus(details: NodeDetails, name: string): V1NodeStatus {
  const { instanceType, release, architecture, maxPods } = details;
  const { vcpu, memoryMiB } = instanceType;
  if (vcpu === undefined || memoryMiB === undefined) {
    throw new Error(`the vCPUs and memory of ${instanceType.name} are not published: its nodes can't be simulated`);
  }
  const memoryKi = Math.floor(memoryMiB * 1024 * USABLE_MEMORY);
  const diskKi = Math.floor(details.diskGiB * 1024 * 1024 * USABLE_DISK);
  const shared = { "hugepages-1Gi": "0", "hugepages-2Mi": "0", pods: String(maxPods) };
  const id = machineId(details.instanceId);
  const reserved = reservedResources(details.reservations, vcpu, maxPods, memoryKi);
  return {
    addresses: [
      { type: "InternalIP", address: details.privateIp },
      { type: "InternalDNS", address: name },
      { type: "Hostname", address: name },
    ],
    capacity: { cpu: String(vcpu), memory: `${memoryKi}Ki`, "ephemeral-storage": `${diskKi}Ki`, ...shared },
    allocatable: {
      cpu: `${vcpu * 1000 - reserved.millicores}m`,
      memory: `${memoryKi - reserved.memoryKi}Ki`,
      // 10 % of the disk is the kubelet's eviction threshold, 1 GiB its reservation.
      "ephemeral-storage": String(Math.floor(diskKi * 1024 * 0.9) - 1024 ** 3),
      ...shared,
    },
    nodeInfo: {
      architecture,
      bootID: id,
      containerRuntimeVersion: release.containerRuntimeVersion,
      kernelVersion:
        architecture === "arm64" ? release.kernelVersion.replace("x86_64", "aarch64") : release.kernelVersion,
      kubeProxyVersion: release.kubeletVersion,
      kubeletVersion: release.kubeletVersion,
      machineID: id,
      operatingSystem: "linux",
      osImage: release.osImage,
      systemUUID: id,
    },
  };
}

/** https://kubernetes.io/docs/tasks/administer-cluster/reserve-compute-resources/ */
function reservedResources(
  { systemReserved = {}, evictionHard = {} }: NodeReservations,
  vcpu: number,
  maxPods: number,
  memoryKi: number,
): { millicores: number; memoryKi: number } {
  const threshold = evictionHard["memory.available"] ?? `${EVICTION_MEMORY_MIB}Mi`;
  const eviction = threshold.endsWith("%") ? (parseFloat(threshold) / 100) * memoryKi : kibibytes(threshold);
  return {
    millicores: reservedMillicores(vcpu) + millicores(systemReserved["cpu"] ?? "0"),
    memoryKi: reservedMemoryMiB(maxPods) * 1024 + kibibytes(systemReserved["memory"] ?? "0") + Math.floor(eviction),
  };
}

function millicores(quantity: string): number {
  return Number(nanos(quantity)) / 1e6;
}

function kibibytes(quantity: string): number {
  return Number(nanos(quantity) / 1_000_000_000n / 1024n);
}

/** A kubelet does not start with a quantity that is none; the node's user data was not checked before. */
function nanos(quantity: string): bigint {
  const parsed = parseQuantity(quantity);
  if (parsed === undefined) throw new Error(`the kubelet's configuration has "${quantity}", which is no quantity`);
  return parsed;
}

/** A UUID of EC2's making, always the same for an instance. */
function machineId(instanceId: string): string {
  const digits = createHash("md5").update(instanceId).digest("hex");
  return `ec2${digits.slice(3, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`;
}

/** What the kubelet reports before pods can have addresses. */
export function notReadyCondition(now: Date) {
  return {
    type: "Ready",
    status: "False",
    reason: "KubeletNotReady",
    message:
      "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized",
    lastHeartbeatTime: now,
    lastTransitionTime: now,
  };
}
