import * as pulumi from "@pulumi/pulumi";
import type { SettingsOf } from "../../spec/feature";
import type { AddonArgs } from "../addonArgs";
import { eksAddon } from "../eksAddon";
import { snapshotController } from "./spec";

export type SnapshotControllerArgs = AddonArgs & SettingsOf<typeof snapshotController>;

/**
 * The CSI snapshot controller: the EKS add-on `snapshot-controller`, with the kinds VolumeSnapshot, VolumeSnapshotContent and
 * VolumeSnapshotClass. It calls no API of AWS: the driver of a volume does, and has the snapshot class.
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
    eksAddon(name, snapshotController, args, { configuration: { replicaCount: args.replicas } }, { parent: this });
    this.registerOutputs();
  }
}
