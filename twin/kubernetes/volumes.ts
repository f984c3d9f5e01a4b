import { randomBytes } from "node:crypto";
import type { Cluster } from "./cluster";
import { at, type KubernetesObject, nameOf, namespaceOf, textAt } from "./objects";

const ebsProvisioners = new Set(["ebs.csi.aws.com", "ebs.csi.eks.amazonaws.com"]);

/** Makes volumes for claims, and removes those whose claim is gone. */
export async function provisionVolumes(cluster: Cluster): Promise<void> {
  const [claims, volumes] = await Promise.all([
    cluster.list("v1", "PersistentVolumeClaim", ""),
    cluster.list("v1", "PersistentVolume", ""),
  ]);
  await Promise.all(volumes.filter(isAbandoned).map((volume) => cluster.delete(volume, "Background")));
  const waiting = claims.filter(
    (claim) => isWaiting(claim) && !volumes.some((volume) => nameOf(volume) === volumeName(claim)),
  );
  if (waiting.length === 0) return;
  const [nodes, classes] = await Promise.all([
    cluster.list("v1", "Node", ""),
    cluster.list("storage.k8s.io/v1", "StorageClass", ""),
  ]);
  for (const claim of waiting) {
    const storageClass = classes.find((candidate) => nameOf(candidate) === textAt(claim, "spec", "storageClassName"));
    const waitsForPod = textAt(storageClass, "volumeBindingMode") === "WaitForFirstConsumer";
    const selected = textAt(claim, "metadata", "annotations", "volume.kubernetes.io/selected-node");
    const node = nodes.find((candidate) => nameOf(candidate) === selected) ?? nodes[0];
    if (!storageClass || !node || (waitsForPod && selected === "")) continue;
    await cluster.create(
      ebsVolume(claim, storageClass, textAt(node, "metadata", "labels", "topology.kubernetes.io/zone")),
    );
  }
}

function isWaiting(claim: KubernetesObject): boolean {
  return textAt(claim, "status", "phase") === "Pending" && ebsProvisioners.has(provisionerOf(claim));
}

function isAbandoned(volume: KubernetesObject): boolean {
  const isOurs = ebsProvisioners.has(textAt(volume, "metadata", "annotations", "pv.kubernetes.io/provisioned-by"));
  const isDeleted = textAt(volume, "metadata", "deletionTimestamp") !== "";
  const goesWithClaim = textAt(volume, "spec", "persistentVolumeReclaimPolicy") === "Delete";
  return isOurs && !isDeleted && goesWithClaim && textAt(volume, "status", "phase") === "Released";
}

function provisionerOf(claim: KubernetesObject): string {
  return textAt(claim, "metadata", "annotations", "volume.kubernetes.io/storage-provisioner");
}

function volumeName(claim: KubernetesObject): string {
  return `pvc-${textAt(claim, "metadata", "uid")}`;
}

/** The volume that the EBS CSI driver's provisioner would register for the claim. */
export function ebsVolume(claim: KubernetesObject, storageClass: KubernetesObject, zone: string): KubernetesObject {
  const provisioner = provisionerOf(claim);
  const { apiVersion, kind } = claim;
  const claimRef = {
    apiVersion,
    kind,
    name: nameOf(claim),
    namespace: namespaceOf(claim),
    uid: textAt(claim, "metadata", "uid"),
  };
  const inZone = { key: "topology.kubernetes.io/zone", operator: "In", values: [zone] };
  return {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name: volumeName(claim), annotations: { "pv.kubernetes.io/provisioned-by": provisioner } },
    spec: {
      accessModes: at(claim, "spec", "accessModes"),
      capacity: { storage: at(claim, "spec", "resources", "requests", "storage") },
      claimRef,
      csi: { driver: provisioner, fsType: "ext4", volumeHandle: `vol-0${randomBytes(8).toString("hex")}` },
      nodeAffinity: zone ? { required: { nodeSelectorTerms: [{ matchExpressions: [inZone] }] } } : undefined,
      persistentVolumeReclaimPolicy: textAt(storageClass, "reclaimPolicy") || "Delete",
      storageClassName: nameOf(storageClass),
      volumeMode: textAt(claim, "spec", "volumeMode") || "Filesystem",
    },
  };
}
