import assert from "node:assert/strict";
import { join } from "node:path";
import { Rehearsal } from "./rehearsal";
import { succeed } from "./twin";

const claim = `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data }
spec:
  accessModes: [ReadWriteOnce]
  resources: { requests: { storage: 1Gi } }
---
apiVersion: v1
kind: Pod
metadata: { name: writer }
spec:
  terminationGracePeriodSeconds: 1
  containers:
    - name: main
      image: public.ecr.aws/docker/library/busybox:1.37
      volumeMounts: [{ name: data, mountPath: /data }]
  volumes:
    - name: data
      persistentVolumeClaim: { claimName: data }
`;

describe("a cluster with the EBS CSI driver on the twin", () => {
  const smallest = new Rehearsal("e2e-storage", join(__dirname, "../../stacks/Pulumi.smallest.yaml"));
  const kubectl = (...args: string[]) => succeed("kubectl", smallest.name, ...args);
  after(() => smallest.discard());

  it("gives a pod a volume for a claim that names no class", async () => {
    smallest.write({
      "cluster.deletionProtection": false,
      "versions.addons.aws-ebs-csi-driver": "v1.66.0-eksbuild.1",
    });
    await smallest.up();
    await smallest.assertUnchanged();

    const file = smallest.file("claim.yaml", claim);
    await kubectl("apply", "-f", file);
    await smallest.up(); // volumes are made and deleted while a command runs
    await kubectl("wait", "--for=condition=Ready", "pod/writer", "--timeout=60s");
    const { metadata } = await smallest.get<{ metadata: { uid: string } }>("persistentvolumeclaim", "data");
    const volume = `persistentvolume/pvc-${metadata.uid}`;
    const { spec } = await smallest.get<{ spec: { storageClassName: string; csi: { driver: string } } }>(volume);
    assert.deepEqual([spec.storageClassName, spec.csi.driver], ["gp3", "ebs.csi.aws.com"]);
    await kubectl("delete", "-f", file, "--timeout=60s");
    await smallest.up();
    await kubectl("wait", "--for=delete", volume, "--timeout=60s");
  });

  it("is destroyed without a trace", async () => {
    await smallest.succeed("destroy", "--yes", "--skip-preview");
  });
});
