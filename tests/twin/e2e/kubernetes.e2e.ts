import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type {
  KubernetesObject,
  V1Deployment,
  V1Namespace,
  V1PersistentVolume,
} from "../../../twin/aws/eks/kubernetes/types";
import { reconcile } from "../../../twin/controllers/cloudController";
import { LoadBalancers } from "../../../twin/controllers/loadBalancers/controller";
import { until } from "../../helpers/until";
import { accountWithCluster } from "../aws/accountWithCluster";
import { TestCluster } from "../kubernetes/cluster";
import { KubernetesStack } from "../kubernetes/stack";

const labels = { app: "web" };

function deployment(change: object = {}, container: object = {}) {
  const resources = { requests: { cpu: "0.05", memory: "1024Mi" } };
  const image = "registry.k8s.io/pause:3.10";
  const containers = [{ name: "web", image, resources, ports: [{ containerPort: 8080 }], ...container }];
  const template = { metadata: { labels }, spec: { containers } };
  return {
    metadata: { namespace: "shop" },
    spec: { replicas: 2, selector: { matchLabels: labels }, template, ...change },
  };
}

const configMap = (data: object, metadata: object = {}) => ({ metadata: { namespace: "shop", ...metadata }, data });
const service = { selector: labels, ports: [{ port: 80, targetPort: 8080 }] };

describe("the official kubernetes provider on the twin's control plane", function () {
  this.timeout(300_000);
  const cluster = TestCluster.use();
  const inShop = { dependsOn: ["shop"] };

  it("previews an object whose namespace does not exist yet", async () => {
    cluster.stack.declare("shop", "core.v1.Namespace", { metadata: { name: "shop" } });
    cluster.stack.declare("web", "apps.v1.Deployment", deployment(), inShop);
    const { code, output, steps } = await cluster.stack.preview();
    assert.equal(code, 0, output);
    assert.deepEqual(steps, { shop: "create", web: "create" });
  });

  it("creates a Deployment that becomes available, with what belongs to it", async () => {
    cluster.stack.declare("settings", "core.v1.ConfigMap", configMap({ mode: "a" }), inShop);
    cluster.stack.declare(
      "web-service",
      "core.v1.Service",
      { metadata: { namespace: "shop", name: "web" }, spec: service },
      inShop,
    );
    const spec = { minAvailable: 1, selector: { matchLabels: labels } };
    cluster.stack.declare(
      "web-budget",
      "policy.v1.PodDisruptionBudget",
      { metadata: { namespace: "shop" }, spec },
      inShop,
    );
    const { output } = await cluster.stack.up();
    assert.doesNotMatch(output, /warning: resource plugin|wrong version|from \$PATH/);
    const web = await cluster.stack.state("web");
    assert.match(web.id, /^shop\/web-[0-9a-f]{8}$/);
    assert.equal((web.outputs as V1Deployment).status?.availableReplicas, 2);
  });

  it("has nothing to do the second time, nor after a refresh without drift", async () => {
    assert.deepEqual((await cluster.stack.preview()).steps, {});
    await cluster.stack.refresh();
    assert.deepEqual((await cluster.stack.preview()).steps, {});
  });

  it("refuses a value of the wrong type in the preview", async () => {
    cluster.stack.declare("web", "apps.v1.Deployment", deployment({ replicas: "three" }), inShop);
    const { code, output } = await cluster.stack.preview();
    assert.notEqual(code, 0);
    assert.match(output, /\.spec\.replicas/);
  });

  it("scales in place, and waits for the new replica", async () => {
    cluster.stack.declare("web", "apps.v1.Deployment", deployment({ replicas: 3 }), inShop);
    const { steps, changes } = await cluster.stack.up();
    assert.deepEqual(steps, { web: "update" });
    assert.deepEqual(changes["web"], ["spec.replicas"]);
    assert.equal(((await cluster.stack.state("web")).outputs as V1Deployment).status?.readyReplicas, 3);
  });

  it("refuses to change what somebody else owns, and names both", async () => {
    const scaled = { ...(await live("apps/v1", "Deployment", "web")), spec: { replicas: 1 } };
    await cluster.objects.apply(scaled, "somebody");
    cluster.stack.declare("web", "apps.v1.Deployment", deployment({ replicas: 4 }), inShop);
    const { code, output } = await cluster.stack.tryUp();
    assert.notEqual(code, 0);
    assert.match(output, /conflict with "somebody"/);
    assert.match(output, /\.spec\.replicas/);
  });

  it("sees drift after a refresh, and leaves it alone where the program ignores it", async () => {
    cluster.stack.declare("web", "apps.v1.Deployment", deployment({ replicas: 3 }), inShop);
    await cluster.stack.refresh();
    assert.deepEqual((await cluster.stack.preview()).changes["web"], ["spec.replicas"]);
    const ignoreChanges = ["spec.replicas"];
    cluster.stack.declare("web", "apps.v1.Deployment", deployment({ replicas: 1, minReadySeconds: 1 }), {
      ...inShop,
      ignoreChanges,
    });
    assert.deepEqual((await cluster.stack.up()).steps, { web: "update" });
    assert.equal(((await cluster.stack.state("web")).outputs as V1Deployment).spec?.replicas, 1);
  });

  it("replaces a ConfigMap beside the old one, and a named one after deleting it", async () => {
    const named = (mode: string) =>
      cluster.stack.declare("named", "core.v1.ConfigMap", configMap({ mode }, { name: "named" }), inShop);
    named("a");
    await cluster.stack.up();
    const before = (await cluster.stack.state("settings")).id;
    named("b");
    cluster.stack.declare("settings", "core.v1.ConfigMap", configMap({ mode: "b" }), inShop);
    const { steps } = await cluster.stack.up();
    assert.deepEqual(steps, { settings: "replace", named: "replace" });
    assert.notEqual((await cluster.stack.state("settings")).id, before);
    assert.equal((await cluster.stack.state("named")).id, "shop/named");
  });

  it("does not take over an object that is there already with other values", async () => {
    const options = { dependsOn: ["named"] };
    cluster.stack.declare("other", "core.v1.ConfigMap", configMap({ mode: "c" }, { name: "named" }), options);
    const { code, output } = await cluster.stack.tryUp();
    cluster.stack.remove("other");
    assert.notEqual(code, 0);
    assert.match(output, /apply conflict.*\.data\.mode/);
  });

  it("patches an object of somebody else and gives its fields back", async () => {
    const reference = { apiVersion: "v1", kind: "Namespace", name: "default" };
    const team = async () => (await cluster.objects.get<V1Namespace>(reference))?.metadata?.labels?.["team"];
    cluster.stack.declare("patch", "core.v1.NamespacePatch", {
      metadata: { name: "default", labels: { team: "shop" } },
    });
    await cluster.stack.up();
    assert.equal(await team(), "shop");
    cluster.stack.remove("patch");
    await cluster.stack.up();
    assert.equal(await team(), undefined);
  });

  it("says why a Deployment does not become available, and keeps it in the state", async () => {
    const greedy = deployment({}, { resources: { requests: { cpu: "1000" } } });
    cluster.stack.declare("greedy", "apps.v1.Deployment", greedy, { ...inShop, customTimeouts: { create: "5s" } });
    const { code, output } = await cluster.stack.tryUp();
    assert.notEqual(code, 0);
    assert.match(output, /timed out waiting to be Ready/);
    assert.match(output, /\[MinimumReplicasUnavailable\] Deployment does not have minimum availability/);
    assert.match((await cluster.stack.state("greedy")).id, /^shop\/greedy-/);
    cluster.stack.remove("greedy");
    await cluster.stack.up();
  });

  it("fails where a quota leaves no room for the pods of a Deployment", async () => {
    cluster.stack.declare(
      "quota",
      "core.v1.ResourceQuota",
      { metadata: { namespace: "shop" }, spec: { hard: { pods: "0" } } },
      inShop,
    );
    const options = { dependsOn: ["quota"], customTimeouts: { create: "5s" } };
    cluster.stack.declare("refused", "apps.v1.Deployment", deployment(), options);
    const { code, output } = await cluster.stack.tryUp();
    cluster.stack.remove("refused", "quota");
    assert.notEqual(code, 0);
    assert.match(output, /\[MinimumReplicasUnavailable\] Deployment does not have minimum availability/);
    await cluster.stack.up();
  });

  it("gives load balancers an address and claims a volume in the zone of their pod", async () => {
    const metadata = (name: string) => ({ metadata: { namespace: "shop", name } });
    const { stack } = cluster;
    stack.declare(
      "public",
      "core.v1.Service",
      { ...metadata("public"), spec: { ...service, type: "LoadBalancer" } },
      inShop,
    );
    stack.declare("driver", "storage.v1.CSIDriver", {
      metadata: { name: "ebs.csi.aws.com" },
      spec: { attachRequired: false },
    });
    stack.declare("gp3", "storage.v1.StorageClass", {
      metadata: { name: "gp3" },
      provisioner: "ebs.csi.aws.com",
      volumeBindingMode: "WaitForFirstConsumer",
    });
    const resources = { requests: { storage: "1024Mi" } };
    const claim = { accessModes: ["ReadWriteOnce"], storageClassName: "gp3", resources };
    stack.declare(
      "data",
      "core.v1.PersistentVolumeClaim",
      { ...metadata("data"), spec: claim },
      { dependsOn: ["shop", "driver", "gp3"] },
    );
    const { spec } = deployment();
    const podSpec = {
      ...spec.template.spec,
      volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }],
    };
    const template = { ...spec.template, spec: podSpec };
    stack.declare("stateful", "apps.v1.Deployment", deployment({ template }), { dependsOn: ["shop", "driver", "gp3"] });
    const loadBalancers = new LoadBalancers(cluster.objects, accountWithCluster(), "eu-west-1");
    const clouds = setInterval(() => void reconcile(cluster.objects, loadBalancers), 500);
    try {
      await stack.up();
      await stack.refresh();
      assert.deepEqual((await stack.preview()).steps, {});
      const [volume] = await cluster.objects.list<V1PersistentVolume>("v1", "PersistentVolume");
      const terms = volume?.spec?.nodeAffinity?.required?.nodeSelectorTerms;
      assert.deepEqual(terms?.[0]?.matchExpressions?.[0]?.values, ["eu-west-1a"]);
      assert.match(volume?.spec?.csi?.volumeHandle ?? "", /^vol-0[0-9a-f]{16}$/);
      stack.remove("stateful", "data", "public");
      await stack.up();
      await until(async () => (await cluster.objects.list("v1", "PersistentVolume")).length === 0);
      stack.remove("gp3", "driver"); // it deletes the volume
      await stack.up();
    } finally {
      clearInterval(clouds);
    }
  });

  it("imports an object that the program only names", async () => {
    const metadata = { name: "imported", labels: { team: "shop" } };
    await cluster.objects.create({ apiVersion: "v1", kind: "Namespace", metadata });
    cluster.stack.declare("imported", "core.v1.Namespace", { metadata }, { import: "imported" });
    assert.match((await cluster.stack.up()).output, /= 1 imported/);
    assert.deepEqual((await cluster.stack.preview()).steps, {});
  });

  it("waits for a definition, then creates a custom resource of it", async () => {
    const schema = {
      type: "object",
      properties: { spec: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
    };
    cluster.stack.declare("gadgets", "apiextensions.v1.CustomResourceDefinition", {
      metadata: { name: "gadgets.example.com" },
      spec: {
        group: "example.com",
        names: { kind: "Gadget", plural: "gadgets" },
        scope: "Cluster",
        versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema } }],
      },
    });
    const gadget = { apiVersion: "example.com/v1", kind: "Gadget", metadata: { name: "one" }, spec: { size: 1 } };
    cluster.stack.declare("gadget", "apiextensions.CustomResource", gadget, { dependsOn: ["gadgets"] });
    await cluster.stack.up();
    assert.equal((await cluster.stack.state("gadget")).id, "one");
    assert.deepEqual((await cluster.stack.preview()).steps, {});
  });

  it("takes a manifest of several objects, in the order that they need", async () => {
    const yaml = `
apiVersion: v1
kind: ConfigMap
metadata: { name: inside, namespace: both }
---
apiVersion: v1
kind: Namespace
metadata: { name: both }
`;
    cluster.stack.declare("manifest", "yaml.v2.ConfigGroup", { yaml });
    await cluster.stack.up();
    assert.ok(await cluster.objects.get({ apiVersion: "v1", kind: "ConfigMap", name: "inside", namespace: "both" }));
    cluster.stack.remove("manifest");
    await cluster.stack.up();
  });

  it("authenticates with a client certificate that a command prints, as the twin's aws does", async () => {
    const { plane, directory } = cluster;
    const { certificate, key } = await plane.issueClientCertificate("arn:aws:iam::111111111111:role/deployer", []);
    const apiVersion = "client.authentication.k8s.io/v1beta1";
    const status = { clientCertificateData: certificate, clientKeyData: key };
    const credential = join(directory, "credential.json");
    writeFileSync(credential, JSON.stringify({ apiVersion, kind: "ExecCredential", status }));
    const address = { server: plane.endpoint, "certificate-authority-data": plane.certificateAuthorityData };
    const kubeconfig = {
      "current-context": "eks",
      clusters: [{ name: "eks", cluster: address }],
      contexts: [{ name: "eks", context: { cluster: "eks", user: "aws" } }],
      users: [{ name: "aws", user: { exec: { apiVersion, command: "cat", args: [credential] } } }],
    };
    const stack = await KubernetesStack.create(join(directory, "deployer"), JSON.stringify(kubeconfig));
    try {
      stack.declare("theirs", "core.v1.Namespace", { metadata: { name: "theirs" } });
      const { code, output } = await stack.tryUp();
      assert.notEqual(code, 0);
      assert.match(output, /forbidden: User "arn:aws:iam::111111111111:role\/deployer" cannot/);
    } finally {
      stack.stop();
    }
  });

  it("names the finalizer that keeps a deleted object, and goes on when it is gone", async () => {
    const held = configMap({}, { name: "held", finalizers: ["example.com/hold"] });
    cluster.stack.declare("held", "core.v1.ConfigMap", held, { ...inShop, customTimeouts: { delete: "2s" } });
    await cluster.stack.up();
    cluster.stack.remove("held");
    const { code, output } = await cluster.stack.tryUp();
    assert.notEqual(code, 0);
    assert.match(output, /finalizers might be preventing deletion.*example\.com\/hold/s);
    const reference = { apiVersion: "v1", kind: "ConfigMap", name: "held", namespace: "shop" };
    await cluster.objects.merge(reference, { metadata: { finalizers: null } });
    await cluster.stack.up();
  });

  it("deletes everything; what is gone already is fine", async () => {
    await cluster.objects.delete({ apiVersion: "v1", kind: "ConfigMap", name: "named", namespace: "shop" });
    await cluster.stack.destroy();
    assert.equal(await cluster.objects.get({ apiVersion: "v1", kind: "Namespace", name: "shop" }), undefined);
    assert.deepEqual(await cluster.objects.list("v1", "Pod"), []);
    await cluster.objects.delete({ apiVersion: "example.com/v1", kind: "Gadget", name: "one" }); // its kind is gone, too
  });

  /** Names the object of a resource, to change it behind the provider's back. */
  async function live(apiVersion: string, kind: string, name: string): Promise<KubernetesObject> {
    const [namespace = "", objectName = ""] = (await cluster.stack.state(name)).id.split("/");
    return { apiVersion, kind, metadata: { name: objectName, namespace } };
  }
});
