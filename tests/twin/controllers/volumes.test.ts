import assert from "node:assert/strict";
import { provisionVolumes } from "../../../twin/controllers/volumes";
import { FakeCluster } from "../aws/eks/fakeCluster";

const provisioner = "ebs.csi.aws.com";

describe("a claim of an EBS volume", () => {
  it("has a volume, and leaves none, only where the driver is installed", async () => {
    const cluster = new FakeCluster();
    cluster.put({ apiVersion: "v1", kind: "Node", metadata: { name: "one" } });
    const storageClass = { provisioner, volumeBindingMode: "Immediate" };
    cluster.put({
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata: { name: "gp3" },
      ...storageClass,
    });
    cluster.put({
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: {
        name: "data",
        namespace: "default",
        annotations: { "volume.kubernetes.io/storage-provisioner": provisioner },
      },
      spec: { storageClassName: "gp3", accessModes: ["ReadWriteOnce"] },
      status: { phase: "Pending" },
    });
    const volumes = () => cluster.list("v1", "PersistentVolume");
    await provisionVolumes(cluster);
    assert.deepEqual(await volumes(), []);
    cluster.put({ apiVersion: "storage.k8s.io/v1", kind: "CSIDriver", metadata: { name: provisioner } });
    await provisionVolumes(cluster);
    const [volume] = await volumes();
    assert.ok(volume);

    await cluster.delete({ apiVersion: "storage.k8s.io/v1", kind: "CSIDriver", name: provisioner });
    cluster.put({ ...volume, status: { phase: "Released" } });
    await provisionVolumes(cluster);
    assert.equal((await volumes()).length, 1, "a volume is left whose driver has gone");
  });
});
