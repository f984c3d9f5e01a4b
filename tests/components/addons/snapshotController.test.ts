import assert from "node:assert/strict";
import {
  SnapshotController,
  type SnapshotControllerArgs,
} from "../../../components/addons/snapshot-controller/component";
import { snapshotController } from "../../../components/addons/snapshot-controller/spec";
import { recordComponent } from "../../helpers/component";
import { addonArgs } from "./addonArgs";

const snapshotClass = "kubernetes:snapshot.storage.k8s.io/v1:VolumeSnapshotClass";

describe("SnapshotController", () => {
  const controller = (changes: Partial<SnapshotControllerArgs> = {}) =>
    recordComponent(
      (opts) =>
        new SnapshotController(
          "snapshots",
          { ...addonArgs("v8.6.0-eksbuild.8"), ...snapshotController.settings.parse({}), ...changes },
          opts,
        ),
    );

  it("has the class of Auto Mode's snapshots, which has no add-on that could, as long as their kind is there", async () => {
    const recording = await controller({ autoMode: { snapshotDeletionPolicy: "Retain" } });
    const { metadata, driver, deletionPolicy } = recording.get(snapshotClass).inputs;
    assert.match(JSON.stringify(metadata), /"name":"auto-ebs"/);
    assert.deepEqual([driver, deletionPolicy], ["ebs.csi.eks.amazonaws.com", "Retain"]);
    recording.destroyedBefore("VolumeSnapshotClass::snapshots-auto", "Addon::snapshots");
    assert.deepEqual((await controller()).all(snapshotClass), []);
  });
});
