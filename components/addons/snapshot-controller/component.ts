import * as pulumi from "@pulumi/pulumi";
import { autoModeDriver } from "../../dataPlane/auto/storageClass";
import type { SettingsOf } from "../../spec/feature";
import type { AddonArgs } from "../addonArgs";
import { eksAddon } from "../eksAddon";
import { snapshotClass } from "./snapshotClass";
import { snapshotController } from "./spec";

export type SnapshotControllerArgs = AddonArgs & SettingsOf<typeof snapshotController>;

/**
 * The CSI snapshot controller: the EKS add-on `snapshot-controller`, with the kinds VolumeSnapshot, VolumeSnapshotContent and
 * VolumeSnapshotClass. It calls no API of AWS: the driver of a volume does, and its add-on has the snapshot class. That of
 * Auto Mode is none: its class `auto-ebs` is made here.
 *
 * Free of charge; an EBS snapshot costs about 0.05 USD a month for each GiB.
 *
 * Delete VolumeSnapshot objects before the add-on: nobody else ends them, and their kinds go with it.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/csi-snapshot-controller.html
 */
export class SnapshotController extends pulumi.ComponentResource {
  constructor(name: string, args: SnapshotControllerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:addons:SnapshotController", name, {}, opts);
    const { replicas, autoMode } = args;
    const controller = eksAddon(
      name,
      snapshotController,
      args,
      { configuration: { replicaCount: replicas } },
      { parent: this },
    );
    if (autoMode) {
      const { snapshotDeletionPolicy } = autoMode;
      snapshotClass(`${name}-auto`, "auto-ebs", autoModeDriver, snapshotDeletionPolicy, {
        parent: this,
        dependsOn: controller,
      });
    }
    this.registerOutputs();
  }
}
