import assert from "node:assert/strict";
import { join } from "node:path";
import { Rehearsal } from "./rehearsal";
import { succeed } from "./twin";

const claims = `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data }
spec:
  accessModes: [ReadWriteOnce]
  resources: { requests: { storage: 1Gi } }
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: files }
spec:
  storageClassName: efs
  accessModes: [ReadWriteMany]
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
      volumeMounts:
        - { name: data, mountPath: /data }
        - { name: files, mountPath: /files }
  volumes:
    - name: data
      persistentVolumeClaim: { claimName: data }
    - name: files
      persistentVolumeClaim: { claimName: files }
---
apiVersion: snapshot.storage.k8s.io/v1
kind: VolumeSnapshot
metadata: { name: data }
spec:
  source: { persistentVolumeClaimName: data }
`;

/** A Deployment in the place of the chart: its pods show that the controller runs. */
const ingress = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: controller, namespace: kube-system }
spec:
  selector: { matchLabels: { app.kubernetes.io/name: aws-load-balancer-controller } }
  template:
    metadata: { labels: { app.kubernetes.io/name: aws-load-balancer-controller } }
    spec: { containers: [{ name: main, image: public.ecr.aws/eks/aws-load-balancer-controller:v3.5.0 }] }
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: { name: alb }
spec: { controller: ingress.k8s.aws/alb }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web, annotations: { alb.ingress.kubernetes.io/scheme: internet-facing } }
spec:
  ingressClassName: alb
  defaultBackend: { service: { name: web, port: { number: 80 } } }
`;

describe("a cluster with what makes volumes, log groups and load balancers on the twin", () => {
  const smallest = new Rehearsal("e2e-storage", join(__dirname, "../../stacks/Pulumi.smallest.yaml"));
  const kubectl = (...args: string[]) => succeed("kubectl", smallest.name, ...args);
  after(() => smallest.discard());

  /** The volume of a claim, and what drives it. */
  const volumeOf = async (claim: string) => {
    const { metadata } = await smallest.get<{ metadata: { uid: string } }>("persistentvolumeclaim", claim);
    const name = `persistentvolume/pvc-${metadata.uid}`;
    const { spec } = await smallest.get<{
      spec: { storageClassName: string; csi: { driver: string; volumeHandle: string } };
    }>(name);
    return { name, spec };
  };

  const pins = {
    "cluster.deletionProtection": false,
    "dataPlane.0.scaling.min": 2, // a t3.medium runs 17 pods
    "versions.addons.aws-ebs-csi-driver": "v1.66.0-eksbuild.1",
    "versions.addons.aws-efs-csi-driver": "v3.4.2-eksbuild.1",
    "versions.addons.snapshot-controller": "v8.6.0-eksbuild.8",
    "versions.addons.kube-state-metrics": "v2.20.0-eksbuild.6",
    "versions.addons.prometheus-node-exporter": "v1.12.1-eksbuild.7",
    "versions.addons.eks-node-monitoring-agent": "v1.7.2-eksbuild.1",
    "versions.addons.fluent-bit": "v5.0.5-eksbuild.1",
  };

  it("gives a pod a volume for a claim, and keeps the driver until the volume is gone", async () => {
    smallest.write(pins);
    await smallest.up();
    await smallest.assertUnchanged();

    const file = smallest.file("claims.yaml", claims);
    await kubectl("apply", "-f", file);
    await smallest.up(); // volumes are made and deleted while a command runs
    await kubectl("wait", "--for=condition=Ready", "pod/writer", "--timeout=60s");
    const [data, files] = [await volumeOf("data"), await volumeOf("files")];
    assert.deepEqual([data.spec.storageClassName, data.spec.csi.driver], ["gp3", "ebs.csi.aws.com"]);
    assert.equal(files.spec.csi.driver, "efs.csi.aws.com");
    assert.match(files.spec.csi.volumeHandle, /^fs-\w+::fsap-\w+$/);

    smallest.write({ ...pins, "versions.addons.aws-ebs-csi-driver": undefined });
    const refused = await smallest.tryUp();
    assert.notEqual(refused.code, 0);
    assert.match(
      refused.output,
      /the EBS volume of the claim default\/data would stay in the account without its driver/,
    );
    await kubectl("delete", "-f", file, "--timeout=60s");
    await smallest.up();
    assert.doesNotMatch((await kubectl("get", "persistentvolumes")).stdout, new RegExp(data.name.slice(17)));
    await kubectl("wait", "--for=delete", files.name, "--timeout=60s");
  });

  it("tells Fluent Bit to write to the environment's own log group", async () => {
    const { data } = await smallest.get<{ data: Record<string, string> }>(
      "configmap",
      "fluent-bit",
      "--namespace=fluent-bit",
    );
    assert.match(data["fluent-bit.conf"] ?? "", /log_group_name fluent-bit-\w{7}$/m);
  });

  it("gives an Ingress a load balancer, and deletes it with the Ingress", async () => {
    const file = smallest.file("ingress.yaml", ingress);
    await kubectl("apply", "-f", file);
    await kubectl("rollout", "status", "--namespace=kube-system", "deployment/controller", "--timeout=60s");
    await smallest.up();
    const { stdout } = await kubectl("get", "ingress", "web");
    assert.match(stdout, /k8s-default-web-\w+-\d+\.us-east-1\.elb\.amazonaws\.com/);
    assert.match(
      (await succeed("status", smallest.name)).stdout,
      /load balancer k8s-default-web-\w+ of Ingress default\/web$/m,
    );
    await kubectl("delete", "ingress", "web", "--wait=false");
    await smallest.up();
    await kubectl("wait", "--for=delete", "ingress/web", "--timeout=10s");
    assert.doesNotMatch((await succeed("status", smallest.name)).stdout, /load balancer/);
  });

  it("leaves a load balancer whose Ingress goes with the cluster, and it holds the network until somebody deletes it", async () => {
    await kubectl("apply", "-f", smallest.file("ingress.yaml", ingress));
    await smallest.up();
    const { code, output } = await smallest.run("destroy", "--yes", "--skip-preview");
    assert.notEqual(code, 0);
    assert.match(output, /DeleteSubnet.*DependencyViolation: The subnet 'subnet-\w+' has dependencies/);
    assert.match(output, /DetachInternetGateway.*DependencyViolation: Network vpc-\w+ has some mapped public address/);
    assert.match(output, /is left:\n {2}load balancer k8s-default-web-\w+ of Ingress default\/web\n/);

    const { output: last } = await smallest.succeed("destroy", "--yes", "--skip-preview");
    assert.match(last, /Deleted by hand: load balancer k8s-default-web/);
    assert.match(last, /Nothing is left of e2e-storage/);
  });
});
