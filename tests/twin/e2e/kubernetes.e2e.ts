import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ControlPlane, kwokNodeAnnotation } from "../../../twin/controlPlane";
import { Cluster } from "../../../twin/kubernetes/cluster";
import { ApiServer } from "../../../twin/apiServer/apiServer";
import { reconcile } from "../../../twin/controllers/cloudController";
import { createKubernetesProvider } from "../../../twin/kubernetes";
import { HttpClient } from "../../../twin/kubernetes/httpClient";
import { activeContext, readKubeconfig } from "../../../twin/kubernetes/kubeconfig";
import { at, itemsAt, textAt } from "../../../twin/kubernetes/objects";
import { InitializationError } from "../../../twin/provider/resourceProvider";
import type { Properties } from "../../../twin/provider/values";
import { ensureControlPlaneTools } from "../../../twin/toolchain";
import { MiniEngine } from "../kubernetes/miniEngine";

const deploymentType = "kubernetes:apps/v1:Deployment";
const labels = { app: "web" };

function deployment(change: Properties = {}, image = "registry.k8s.io/pause:3.10"): Properties {
  const resources = { requests: { cpu: "0.05", memory: "1024Mi" } };
  const container = { name: "web", image, resources, ports: [{ containerPort: 8080 }] };
  const template = { metadata: { labels }, spec: { containers: [container] } };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { namespace: "shop" },
    spec: { replicas: 2, selector: { matchLabels: labels }, template, ...change },
  };
}

function configMap(data: Properties, metadata: Properties = {}): Properties {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { namespace: "shop", ...metadata }, data };
}

const service: Properties = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { namespace: "shop", name: "web" },
  spec: { selector: labels, ports: [{ port: 80, targetPort: 8080 }] },
};

describe("the kubernetes provider on a real control plane", function () {
  this.timeout(300_000);
  const directory = mkdtempSync(join(tmpdir(), "twin-kubernetes-"));
  const plane = new ControlPlane(join(directory, "controlPlane"));
  const engine = new MiniEngine((host) => createKubernetesProvider().create(host));
  let cluster: Cluster;

  before(async () => {
    await plane.start("1.36", await ensureControlPlaneTools("1.36", () => undefined), { instantPods: true });
    await engine.provider.configure({ kubeconfig: readFileSync(plane.adminKubeconfigPath, "utf8") });
    const kubeconfig = readKubeconfig(plane.adminKubeconfigPath);
    cluster = new Cluster(new HttpClient(kubeconfig, activeContext(kubeconfig, {})));
    await cluster.create(node("node-a", "eu-west-1a"));
  });

  after(async () => {
    await plane.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it("previews an object whose namespace does not exist yet, and refuses a misspelt field of it", async () => {
    const planned = await engine.preview(deploymentType, "web", deployment());
    assert.match(textAt(planned, "metadata", "name"), /^web-[0-9a-f]{8}$/);
    await assert.rejects(
      engine.preview(deploymentType, "web", deployment({ replcas: 3 })),
      /strict decoding error: unknown field "spec.replcas"/,
    );
    await assert.rejects(engine.preview(deploymentType, "web", deployment({ replicas: "three" })), /replicas/);
  });

  it("creates a namespace, a ConfigMap, a Deployment that becomes available, its Service and disruption budget", async () => {
    const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } };
    assert.equal(await engine.up("kubernetes:core/v1:Namespace", "shop", namespace), "create");
    assert.equal(await engine.up("kubernetes:core/v1:ConfigMap", "settings", configMap({ mode: "a" })), "create");
    assert.equal(await engine.up(deploymentType, "web", deployment()), "create");
    assert.equal(at(engine.state("web").outputs, "status", "availableReplicas"), 2);
    assert.equal(await engine.up("kubernetes:core/v1:Service", "web-service", service), "create");
    assert.equal(await engine.up("kubernetes:policy/v1:PodDisruptionBudget", "web-budget", budget), "create");
  });

  it("has nothing to do the second time, nor after a refresh without drift", async () => {
    const all = async () => ({
      settings: await engine.up("kubernetes:core/v1:ConfigMap", "settings", configMap({ mode: "a" })),
      web: await engine.up(deploymentType, "web", deployment()),
      service: await engine.up("kubernetes:core/v1:Service", "web-service", service),
      budget: await engine.up("kubernetes:policy/v1:PodDisruptionBudget", "web-budget", budget),
    });
    const nothing = { settings: "same", web: "same", service: "same", budget: "same" };
    assert.deepEqual(await all(), nothing);
    for (const name of ["settings", "web", "web-service", "web-budget"]) assert.ok(await engine.refresh(name));
    assert.deepEqual(await all(), nothing);
  });

  it("scales in place, and waits for the new replica", async () => {
    const { changes } = await engine.diff(deploymentType, "web", deployment({ replicas: 3 }));
    assert.deepEqual(changes, { "spec.replicas": { kind: "update" } });
    const planned = await engine.preview(deploymentType, "web", deployment({ replicas: 3 }));
    assert.equal(at(planned, "spec", "replicas"), 3);
    assert.equal(await engine.up(deploymentType, "web", deployment({ replicas: 3 })), "update");
    assert.equal(at(engine.state("web").outputs, "status", "readyReplicas"), 3);
    assert.equal(await engine.up(deploymentType, "web", deployment({ replicas: 3 })), "same");
  });

  it("refuses to change what somebody else owns, and names both", async () => {
    const scaled = { ...live("apps/v1", "Deployment", "web"), spec: { replicas: 1 } };
    await cluster.apply(scaled, { fieldManager: "somebody", force: true });
    await assert.rejects(engine.up(deploymentType, "web", deployment({ replicas: 4 })), (error: Error) => {
      assert.match(error.message, /conflict with "somebody"/);
      assert.match(error.message, /\.spec\.replicas/);
      return true;
    });
  });

  it("sees drift after a refresh, and leaves it alone where the program ignores it", async () => {
    await engine.refresh("web");
    const { changes } = await engine.diff(deploymentType, "web", deployment({ replicas: 3 }));
    assert.deepEqual(changes, { "spec.replicas": { kind: "update" } });
    const news = deployment({ replicas: 1, minReadySeconds: 1 });
    assert.equal(await engine.up(deploymentType, "web", news, { ignoreChanges: ["spec.replicas"] }), "update");
    assert.equal(at(engine.state("web").outputs, "spec", "replicas"), 1);
  });

  it("replaces a ConfigMap beside the old one, and a named one after deleting it", async () => {
    const before = engine.state("settings").id;
    assert.equal(await engine.up("kubernetes:core/v1:ConfigMap", "settings", configMap({ mode: "b" })), "replace");
    assert.notEqual(engine.state("settings").id, before);
    const named = (mode: string) => configMap({ mode }, { name: "named" });
    await engine.up("kubernetes:core/v1:ConfigMap", "named", named("a"));
    assert.equal(await engine.up("kubernetes:core/v1:ConfigMap", "named", named("b")), "replace");
    assert.equal(engine.state("named").id, "shop/named");
  });

  it("does not adopt an object that is there already", async () => {
    const program = configMap({ mode: "c" }, { name: "named" });
    await assert.rejects(engine.up("kubernetes:core/v1:ConfigMap", "other", program), /already exists in the cluster/);
  });

  it("patches an object of somebody else and gives its fields back", async () => {
    const metadata = { name: "default", labels: { team: "shop" } };
    const patch = { apiVersion: "v1", kind: "Namespace", metadata };
    await engine.up("kubernetes:core/v1:NamespacePatch", "patch", patch);
    assert.equal(textAt(await cluster.get(live("v1", "Namespace", "patch")), "metadata", "labels", "team"), "shop");
    await engine.delete("patch");
    const { team } = { ...(at(await cluster.get({ ...patch }), "metadata", "labels") as Properties) };
    assert.equal(team, undefined);
  });

  it("says in the scheduler's words why a Deployment does not become available, and keeps it in the state", async () => {
    const greedy = deployment();
    const container = at(greedy, "spec", "template", "spec", "containers", 0) as Properties;
    container["resources"] = { requests: { cpu: "1000" } };
    const failing = engine.up(deploymentType, "greedy", greedy, { timeoutSeconds: 5 });
    await assert.rejects(failing, (error: unknown) => {
      assert.ok(error instanceof InitializationError);
      assert.match(error.reasons[0] ?? "", /timed out waiting to be Ready/);
      assert.match(error.reasons.join("\n"), /0\/1 nodes are available: 1 Insufficient cpu/);
      return true;
    });
    await engine.delete("greedy");
  });

  it("reports an exhausted quota", async () => {
    const quota = {
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: { namespace: "shop" },
      spec: { hard: { pods: "0" } },
    };
    await engine.up("kubernetes:core/v1:ResourceQuota", "quota", quota);
    const failing = engine.up(deploymentType, "refused", deployment(), { timeoutSeconds: 5 });
    await assert.rejects(failing, /exceeded quota/);
    await engine.delete("refused");
    await engine.delete("quota");
  });

  it("gives load balancers an address and claims a volume in the zone of their pod", async () => {
    const exposed = {
      ...service,
      metadata: { namespace: "shop", name: "public" },
      spec: { ...(service["spec"] as Properties), type: "LoadBalancer" },
    };
    const storageClass = {
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata: { name: "gp3" },
      provisioner: "ebs.csi.aws.com",
      volumeBindingMode: "WaitForFirstConsumer",
    };
    const driver = {
      apiVersion: "storage.k8s.io/v1",
      kind: "CSIDriver",
      metadata: { name: "ebs.csi.aws.com" },
      spec: { attachRequired: false },
    };
    const claim = {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { namespace: "shop", name: "data" },
      spec: { accessModes: ["ReadWriteOnce"], storageClassName: "gp3", resources: { requests: { storage: "1024Mi" } } },
    };
    const stateful = deployment();
    const podSpec = at(stateful, "spec", "template", "spec") as Properties;
    podSpec["volumes"] = [{ name: "data", persistentVolumeClaim: { claimName: "data" } }];
    const objects = new ApiServer(plane.adminKubeconfigPath);
    const clouds = setInterval(() => void reconcile(objects, "eu-west-1"), 500);
    try {
      await engine.up("kubernetes:core/v1:Service", "public", exposed);
      await engine.up("kubernetes:storage.k8s.io/v1:CSIDriver", "driver", driver);
      await engine.up("kubernetes:storage.k8s.io/v1:StorageClass", "gp3", storageClass);
      await engine.up("kubernetes:core/v1:PersistentVolumeClaim", "data", claim);
      await engine.up(deploymentType, "stateful", stateful);
      assert.equal(await engine.refresh("data"), true);
      assert.equal(await engine.up("kubernetes:core/v1:PersistentVolumeClaim", "data", claim), "same");
      const [volume] = await cluster.list("v1", "PersistentVolume", "");
      const zone = at(
        volume,
        "spec",
        "nodeAffinity",
        "required",
        "nodeSelectorTerms",
        0,
        "matchExpressions",
        0,
        "values",
      );
      assert.deepEqual(zone, ["eu-west-1a"]);
      assert.match(textAt(volume, "spec", "csi", "volumeHandle"), /^vol-0[0-9a-f]{16}$/);
      for (const name of ["stateful", "data", "public", "gp3", "driver"]) await engine.delete(name);
      while ((await cluster.list("v1", "PersistentVolume", "")).length > 0) await sleep(200);
    } finally {
      clearInterval(clouds);
      objects.close();
    }
  });

  it("imports an object that the program only names", async () => {
    const request = {
      urn: "urn:pulumi:dev::p::kubernetes:core/v1:Service::web",
      type: "kubernetes:core/v1:Service",
      name: "web",
    };
    const found = await engine.provider.read({ ...request, id: "shop/web", inputs: {}, outputs: {} });
    assert.equal(at(found?.inputs, "spec", "ports", 0, "port"), 80);
    assert.equal(found?.inputs["status"], undefined);
    assert.equal(await engine.provider.read({ ...request, id: "shop/none", inputs: {}, outputs: {} }), undefined);
  });

  it("waits for a definition, then creates a custom resource of it", async () => {
    const schema = { type: "object", x_kubernetes_preserve_unknown_fields: true };
    const definition = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "gadgets.example.com" },
      spec: {
        group: "example.com",
        names: { kind: "Gadget", plural: "gadgets" },
        scope: "Cluster",
        versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema } }],
      },
    };
    const definitionType = "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition";
    const gadget = { apiVersion: "example.com/v1", kind: "Gadget", metadata: { name: "one" }, spec: { size: 1 } };
    await engine.preview("kubernetes:example.com/v1:Gadget", "gadget", gadget);
    await engine.up(definitionType, "gadgets", definition);
    await engine.up("kubernetes:example.com/v1:Gadget", "gadget", gadget);
    assert.equal(engine.state("gadget").id, "one");
    assert.equal(await engine.up(definitionType, "gadgets", definition), "same");
    await engine.delete("gadget");
    await engine.delete("gadgets");
  });

  it("authenticates with a client certificate that a command prints, as the twin's aws does", async () => {
    const { certificate, key } = await plane.issueClientCertificate("arn:aws:iam::111111111111:role/deployer", []);
    const apiVersion = "client.authentication.k8s.io/v1beta1";
    const status = { clientCertificateData: certificate, clientKeyData: key };
    const credential = join(directory, "credential.json");
    writeFileSync(credential, JSON.stringify({ apiVersion, kind: "ExecCredential", status }));
    const kubeconfig = {
      "current-context": "eks",
      clusters: [
        {
          name: "eks",
          cluster: { server: plane.endpoint, "certificate-authority-data": plane.certificateAuthorityData },
        },
      ],
      contexts: [{ name: "eks", context: { cluster: "eks", user: "aws" } }],
      users: [{ name: "aws", user: { exec: { apiVersion, command: "cat", args: [credential] } } }],
    };
    const deployer = new MiniEngine((host) => createKubernetesProvider().create(host));
    await deployer.provider.configure({ kubeconfig });
    const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "theirs" } };
    const refused = deployer.up("kubernetes:core/v1:Namespace", "theirs", namespace);
    await assert.rejects(refused, /forbidden: User "arn:aws:iam::111111111111:role\/deployer" cannot create/);
  });

  it("names the finalizer that keeps a deleted object, and goes on when it is gone", async () => {
    const held = configMap({}, { name: "held", finalizers: ["example.com/hold"] });
    await engine.up("kubernetes:core/v1:ConfigMap", "held", held);
    const reference = live("v1", "ConfigMap", "held");
    await assert.rejects(engine.delete("held", 2), /timed out waiting to be deleted.*example\.com\/hold/);
    await cluster.merge(reference, { metadata: { finalizers: null } });
    await engine.delete("held");
  });

  it("deletes everything; what is gone already is fine", async () => {
    await cluster.delete(live("v1", "ConfigMap", "named"), "Background");
    for (const name of ["named", "settings", "web-budget", "web-service", "web", "shop"]) await engine.delete(name);
    assert.equal(await cluster.find({ apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } }), undefined);
    const pods = await cluster.list("v1", "Pod", "");
    assert.deepEqual(itemsAt({ pods }, "pods"), []);
  });

  /** Names the object of a resource, to change it behind the provider's back. */
  function live(apiVersion: string, kind: string, name: string): Properties {
    const { outputs } = engine.state(name);
    const metadata = { name: textAt(outputs, "metadata", "name"), namespace: textAt(outputs, "metadata", "namespace") };
    return { apiVersion, kind, metadata };
  }
});

const budget: Properties = {
  apiVersion: "policy/v1",
  kind: "PodDisruptionBudget",
  metadata: { namespace: "shop" },
  spec: { minAvailable: 1, selector: { matchLabels: labels } },
};

function node(name: string, zone: string): Properties {
  const resources = { cpu: "4", memory: "16Gi", pods: "58" };
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      annotations: { [kwokNodeAnnotation.key]: kwokNodeAnnotation.value },
      labels: { "topology.kubernetes.io/zone": zone, "kubernetes.io/hostname": name },
    },
    status: { allocatable: resources, capacity: resources },
  };
}
