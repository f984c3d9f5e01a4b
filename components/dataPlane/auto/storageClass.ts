import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { AutoModeSettings } from "./spec";

/** Driver of the volumes of Auto Mode, which runs outside of the cluster. */
export const autoModeDriver = "ebs.csi.eks.amazonaws.com";

/**
 * The storage class `auto-gp3`, without which nodes of Auto Mode have no volumes for claims: encrypted, made in the zone of
 * the first pod that uses the claim, and able to grow. A pod with such a volume runs on nodes of Auto Mode alone.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/create-storage-class.html
 */
export const autoModeStorageClass = (
  name: string,
  { isDefaultClass }: Pick<AutoModeSettings, "isDefaultClass">,
  kmsKeyId: string | undefined,
  opts: pulumi.CustomResourceOptions,
): kubernetes.storage.v1.StorageClass =>
  new kubernetes.storage.v1.StorageClass(
    name,
    {
      metadata: {
        name: "auto-gp3",
        annotations: { "storageclass.kubernetes.io/is-default-class": String(isDefaultClass) },
      },
      provisioner: autoModeDriver,
      parameters: { type: "gp3", encrypted: "true", ...(kmsKeyId !== undefined && { kmsKeyId }) },
      allowedTopologies: [{ matchLabelExpressions: [{ key: "eks.amazonaws.com/compute-type", values: ["auto"] }] }],
      volumeBindingMode: "WaitForFirstConsumer",
      allowVolumeExpansion: true,
      reclaimPolicy: "Delete",
    },
    opts,
  );
