import type * as eks from "@pulumi/eks";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { eksKubernetesChild } from "../children";

type StorageClassArgs = eks.types.input.StorageClassArgs;

/** The storage classes asked for, of Kubernetes' old in-tree EBS provisioner, as the component makes them. */
export function createStorageClasses(
  name: string,
  storageClasses: NonNullable<eks.ClusterArgs["storageClasses"]>,
  provider: kubernetes.Provider,
  dependsOn: readonly pulumi.Resource[],
  parent: pulumi.ComponentResource,
): Record<string, kubernetes.storage.v1.StorageClass> {
  const byKey: Record<string, StorageClassArgs> =
    typeof storageClasses === "string" ? { [storageClasses]: { type: storageClasses, default: true } } : storageClasses;
  return Object.fromEntries(
    Object.entries(byKey).map(([key, args]) => [
      key,
      new kubernetes.storage.v1.StorageClass(`${name.toLowerCase()}-${key}`, storageClassOf(args), {
        ...eksKubernetesChild(parent),
        provider,
        dependsOn: [...dependsOn],
      }),
    ]),
  );
}

function storageClassOf(args: StorageClassArgs): kubernetes.storage.v1.StorageClassArgs {
  const text = (value: pulumi.Input<string | number | boolean>) => pulumi.output(value).apply(String);
  return {
    metadata: pulumi.all([args.metadata, args.default]).apply(([metadata, isDefault]) => ({
      ...metadata,
      ...(isDefault && {
        annotations: { ...metadata?.annotations, "storageclass.kubernetes.io/is-default-class": "true" },
      }),
    })),
    provisioner: "kubernetes.io/aws-ebs",
    parameters: {
      type: args.type,
      ...(args.zones && { zones: pulumi.output(args.zones).apply((zones) => zones.join(", ")) }),
      ...(args.iopsPerGb && { iopsPerGb: text(args.iopsPerGb) }),
      ...(args.encrypted && { encrypted: text(args.encrypted) }),
      ...(args.kmsKeyId && { kmsKeyId: args.kmsKeyId }),
    },
    allowVolumeExpansion: args.allowVolumeExpansion,
    mountOptions: args.mountOptions,
    reclaimPolicy: args.reclaimPolicy,
    volumeBindingMode: args.volumeBindingMode,
  };
}
