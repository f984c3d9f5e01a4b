import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** The class of VolumeSnapshots of this driver's volumes that name none. */
export const snapshotClass = (
  name: string,
  className: string,
  driver: string,
  deletionPolicy: "Delete" | "Retain",
  opts: pulumi.CustomResourceOptions,
): kubernetes.apiextensions.CustomResource =>
  new kubernetes.apiextensions.CustomResource(
    name,
    {
      apiVersion: "snapshot.storage.k8s.io/v1",
      kind: "VolumeSnapshotClass",
      metadata: { name: className, annotations: { "snapshot.storage.kubernetes.io/is-default-class": "true" } },
      driver,
      deletionPolicy,
    },
    opts,
  );
