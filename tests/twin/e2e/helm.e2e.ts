import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { V1ConfigMap, V1Deployment } from "../../../twin/aws/eks/kubernetes/types";
import { TestCluster } from "../kubernetes/cluster";

const chart = {
  "Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
  "values.yaml": "mode: calm\ncpu: 50m\n",
  "templates/settings.yaml": `
apiVersion: v1
kind: ConfigMap
metadata: { name: {{ .Release.Name }} }
data: { mode: {{ .Values.mode }} }
`,
  "templates/web.yaml": `
apiVersion: apps/v1
kind: Deployment
metadata: { name: {{ .Release.Name }} }
spec:
  selector: { matchLabels: { app: {{ .Release.Name }} } }
  template:
    metadata: { labels: { app: {{ .Release.Name }} } }
    spec:
      containers:
        - { name: web, image: "registry.k8s.io/pause:3.10", resources: { requests: { cpu: {{ .Values.cpu }} } } }
`,
};

describe("Helm in the official kubernetes provider", function () {
  this.timeout(300_000);
  const cluster = TestCluster.use();
  const folder = join(cluster.directory, "chart");

  before(() => {
    for (const [name, text] of Object.entries(chart)) {
      mkdirSync(join(folder, name, ".."), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  });

  const declare = (values: object) =>
    cluster.stack.declare("shop", "helm.v3.Release", {
      chart: folder,
      name: "shop",
      namespace: "shop",
      createNamespace: true,
      atomic: true,
      cleanupOnFail: true,
      timeout: 15,
      values,
    });
  const at = (apiVersion: string, kind: string) => ({ apiVersion, kind, name: "shop", namespace: "shop" });
  const mode = async () => (await cluster.objects.get<V1ConfigMap>(at("v1", "ConfigMap")))?.data?.["mode"];
  const requests = async () => {
    const deployment = await cluster.objects.get<V1Deployment>(at("apps/v1", "Deployment"));
    return deployment?.spec?.template.spec?.containers[0]?.resources?.requests?.["cpu"];
  };

  it("installs a chart of a folder and waits until its pods are ready", async () => {
    declare({});
    await cluster.stack.up();
    assert.equal((await cluster.stack.state("shop")).id, "shop/shop");
    const deployment = await cluster.objects.get<V1Deployment>(at("apps/v1", "Deployment"));
    assert.equal(deployment?.status?.availableReplicas, 1);
    assert.deepEqual((await cluster.stack.preview()).steps, {});
  });

  it("upgrades it with other values", async () => {
    declare({ mode: "busy" });
    assert.deepEqual((await cluster.stack.up()).steps, { shop: "update" });
    assert.equal(await mode(), "busy");
  });

  it("rolls an upgrade back that does not get ready", async () => {
    declare({ mode: "broken", cpu: "1000" });
    const { code, output } = await cluster.stack.tryUp();
    assert.notEqual(code, 0);
    assert.match(output, /rolled back due to atomic being set/);
    assert.deepEqual([await mode(), await requests()], ["busy", "50m"]);
  });

  it("goes on from there, and has nothing to do afterwards", async () => {
    declare({ mode: "calm" });
    await cluster.stack.up();
    assert.equal(await mode(), "calm");
    assert.deepEqual((await cluster.stack.preview()).steps, {});
  });

  it("installs the objects of a chart one by one as helm.v4.Chart", async () => {
    const release = { chart: folder, namespace: "default" };
    cluster.stack.declare("plain", "helm.v4.Chart", release);
    await cluster.stack.up();
    const reference = { apiVersion: "apps/v1", kind: "Deployment", name: "plain", namespace: "default" };
    assert.equal((await cluster.objects.get<V1Deployment>(reference))?.status?.availableReplicas, 1);
    assert.deepEqual((await cluster.stack.preview()).steps, {});
  });

  it("leaves nothing when it is destroyed", async () => {
    await cluster.stack.destroy();
    assert.deepEqual(await cluster.objects.list("apps/v1", "Deployment"), []);
    assert.deepEqual(await cluster.objects.list("v1", "Secret"), []);
  });
});
