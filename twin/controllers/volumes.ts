import { randomBytes } from "node:crypto";
import { type ClusterObjects, referenceTo } from "../aws/eks/kubernetes/objects";
import type {
  KubernetesObject,
  V1Node,
  V1PersistentVolume,
  V1PersistentVolumeClaim,
  V1StorageClass,
} from "../aws/eks/kubernetes/types";
import { hasAutoMode } from "./autoMode";

const EBS_CSI_DRIVER = "ebs.csi.aws.com";

const EFS_CSI_DRIVER = "efs.csi.aws.com";

/** The driver that Auto Mode runs itself, outside of the cluster. */
const AUTO_MODE_DRIVER = "ebs.csi.eks.amazonaws.com";

const provisioners = new Set([EBS_CSI_DRIVER, AUTO_MODE_DRIVER, EFS_CSI_DRIVER]);

/** Makes volumes for claims, and removes those whose claim is gone: both as long as their driver is there. */
export async function provisionVolumes(cluster: ClusterObjects): Promise<void> {
  const [claims, volumes] = await Promise.all([
    cluster.list<V1PersistentVolumeClaim>("v1", "PersistentVolumeClaim"),
    cluster.list<V1PersistentVolume>("v1", "PersistentVolume"),
  ]);
  const waiting = claims.filter(
    (claim) => isWaiting(claim) && !volumes.some(({ metadata }) => metadata?.name === volumeName(claim)),
  );
  const abandoned = volumes.filter(isAbandoned);
  if (waiting.length + abandoned.length === 0) return;
  const [nodes, classes, drivers] = await Promise.all([
    cluster.list<V1Node>("v1", "Node"),
    cluster.list<V1StorageClass>("storage.k8s.io/v1", "StorageClass"),
    installedDrivers(cluster),
  ]);
  for (const volume of abandoned.filter(({ spec }) => drivers.has(spec?.csi?.driver ?? ""))) {
    await cluster.delete(referenceTo(volume));
  }
  for (const claim of waiting.filter((waits) => drivers.has(provisionerOf(waits)))) {
    const storageClass = classes.find(({ metadata }) => metadata?.name === claim.spec?.storageClassName);
    const waitsForPod = storageClass?.volumeBindingMode === "WaitForFirstConsumer";
    const selected = claim.metadata?.annotations?.["volume.kubernetes.io/selected-node"];
    const node = nodes.find(({ metadata }) => metadata?.name === selected) ?? nodes[0];
    if (!storageClass || !node || (waitsForPod && selected === undefined)) continue;
    const zone = node.metadata?.labels?.["topology.kubernetes.io/zone"];
    const isShared = provisionerOf(claim) === EFS_CSI_DRIVER;
    await cluster.create(isShared ? efsVolume(claim, storageClass) : ebsVolume(claim, storageClass, zone));
  }
}

/** A claim stays Pending where its driver is missing, as in AWS. */
async function installedDrivers(cluster: ClusterObjects): Promise<ReadonlySet<string>> {
  const [drivers, definitions] = await Promise.all([
    cluster.list<KubernetesObject>("storage.k8s.io/v1", "CSIDriver"),
    cluster.list<KubernetesObject>("apiextensions.k8s.io/v1", "CustomResourceDefinition"),
  ]);
  return new Set([
    ...drivers.flatMap(({ metadata }) => metadata?.name ?? []),
    ...(hasAutoMode(definitions) ? [AUTO_MODE_DRIVER] : []),
  ]);
}

function isWaiting(claim: V1PersistentVolumeClaim): boolean {
  return claim.status?.phase === "Pending" && provisioners.has(provisionerOf(claim));
}

function isAbandoned({ metadata, spec, status }: V1PersistentVolume): boolean {
  const isOurs = provisioners.has(metadata?.annotations?.["pv.kubernetes.io/provisioned-by"] ?? "");
  const goesWithClaim = spec?.persistentVolumeReclaimPolicy === "Delete";
  return isOurs && metadata?.deletionTimestamp === undefined && goesWithClaim && status?.phase === "Released";
}

function provisionerOf(claim: V1PersistentVolumeClaim): string {
  return claim.metadata?.annotations?.["volume.kubernetes.io/storage-provisioner"] ?? "";
}

function volumeName(claim: V1PersistentVolumeClaim): string {
  return `pvc-${claim.metadata?.uid}`;
}

/** The volume that the EBS CSI driver's provisioner would register for the claim. */
export function ebsVolume(
  claim: V1PersistentVolumeClaim,
  storageClass: V1StorageClass,
  zone: string | undefined,
): V1PersistentVolume {
  const inZone = zone && { key: "topology.kubernetes.io/zone", operator: "In", values: [zone] };
  const volumeHandle = `vol-0${randomBytes(8).toString("hex")}`;
  return volume(claim, storageClass, {
    csi: { driver: provisionerOf(claim), fsType: "ext4", volumeHandle },
    ...(inZone && { nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [inZone] }] } } }),
  });
}

/** The access point that the EFS CSI driver's provisioner would register for the claim. */
function efsVolume(claim: V1PersistentVolumeClaim, storageClass: V1StorageClass): V1PersistentVolume {
  const accessPoint = `fsap-0${randomBytes(8).toString("hex")}`;
  const volumeHandle = `${storageClass.parameters?.["fileSystemId"]}::${accessPoint}`;
  return volume(claim, storageClass, { csi: { driver: EFS_CSI_DRIVER, volumeHandle } });
}

function volume(
  claim: V1PersistentVolumeClaim,
  storageClass: V1StorageClass,
  spec: V1PersistentVolume["spec"],
): V1PersistentVolume {
  return {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name: volumeName(claim), annotations: { "pv.kubernetes.io/provisioned-by": provisionerOf(claim) } },
    spec: {
      accessModes: claim.spec?.accessModes,
      capacity: { storage: claim.spec?.resources?.requests?.["storage"] ?? "" },
      claimRef: { ...referenceTo(claim), uid: claim.metadata?.uid },
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? "Delete",
      storageClassName: storageClass.metadata?.name,
      volumeMode: claim.spec?.volumeMode ?? "Filesystem",
      ...spec,
    },
  };
}
