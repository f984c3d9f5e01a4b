import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Allowed } from "../../iam/rolePolicy";
import type { SettingsOf } from "../../spec/feature";
import type { AddonArgs } from "../addonArgs";
import { eksAddon } from "../eksAddon";
import { addonRole } from "../podRole";
import { snapshotClass } from "../snapshot-controller/snapshotClass";
import { untilLastVolume } from "./lastVolume";
import { ebsCsiDriver } from "./spec";

export type EbsCsiDriverArgs = AddonArgs & SettingsOf<typeof ebsCsiDriver>;

/** Name of the driver in storage classes and volumes. */
const csiDriver = "ebs.csi.aws.com";

/**
 * The Amazon EBS CSI driver, which makes, attaches and grows the volumes that pods claim:
 * - the EKS add-on `aws-ebs-csi-driver`, whose volumes and snapshots have the environment's tags
 * - the controller's role by Pod Identity, limited to volumes, snapshots and instances of this cluster
 * - the storage class `gp3`: encrypted, made in the zone of the first pod that uses the claim, and able to grow
 * - the snapshot class `ebs`, where the snapshot controller is there
 * - the namespace `aws-ebs-volumes`, which ends with the last volume and keeps the driver until then
 *
 * The driver is free of charge; a volume costs about 0.08 USD a month for each GiB.
 *
 * A volume of gp3 is deleted with its claim. Volumes that were made elsewhere need the tag `ebs.csi.aws.com/cluster-name`.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/ebs-csi.html
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonEBSCSIDriverEKSClusterScopedPolicy.html
 */
export class EbsCsiDriver extends pulumi.ComponentResource {
  constructor(name: string, args: EbsCsiDriverArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:addons:EbsCsiDriver", name, {}, opts);
    const { ebsKmsKeyArn, tags } = args;
    const role = addonRole(
      name,
      {
        ...args,
        serviceAccount: "ebs-csi-controller-sa",
        description: "Lets the EBS CSI driver manage the volumes of the cluster",
        policies: ["AmazonEBSCSIDriverEKSClusterScopedPolicy"],
        statements: ebsKmsKeyArn === undefined ? [] : useOfKey(ebsKmsKeyArn),
      },
      this,
    );
    const driver = eksAddon(
      name,
      ebsCsiDriver,
      args,
      { configuration: { controller: { extraVolumeTags: tags } }, role },
      { parent: this },
    );
    new kubernetes.storage.v1.StorageClass(
      `${name}-gp3`,
      {
        metadata: {
          name: "gp3",
          annotations: { "storageclass.kubernetes.io/is-default-class": String(args.isDefaultClass) },
        },
        provisioner: csiDriver,
        parameters: { type: "gp3", encrypted: "true", ...(ebsKmsKeyArn !== undefined && { kmsKeyId: ebsKmsKeyArn }) },
        volumeBindingMode: "WaitForFirstConsumer",
        allowVolumeExpansion: true,
        reclaimPolicy: "Delete",
      },
      { parent: this, dependsOn: driver },
    );
    untilLastVolume(`${name}-volumes`, csiDriver, { parent: this, dependsOn: driver });
    if (args.beside?.includes("snapshot-controller")) {
      snapshotClass(`${name}-snapshots`, "ebs", csiDriver, args.snapshotDeletionPolicy, {
        parent: this,
        dependsOn: driver,
      });
    }
    this.registerOutputs();
  }
}

/** https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/install.md#set-up-driver-permissions */
const useOfKey = (keyArn: string): Allowed[] => [
  { Action: ["kms:Decrypt", "kms:GenerateDataKeyWithoutPlaintext"], Resource: keyArn },
  { Action: "kms:CreateGrant", Resource: keyArn, Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } } },
];
