import assert from "node:assert/strict";
import { diffObjects, formatPath, parsePath } from "../../../twin/kubernetes/diff";
import { immutableFields } from "../../../twin/kubernetes/immutableFields";
import { quantity } from "../../../twin/kubernetes/sameValue";
import type { Properties } from "../../../twin/provider/values";

const strict = { configMaps: false, secrets: false };
const lax = { configMaps: true, secrets: true };

function object(apiVersion: string, kind: string, rest: Properties, metadata: Properties = {}): Properties {
  return { apiVersion, kind, metadata: { name: "a", namespace: "b", ...metadata }, ...rest };
}

function diff(old: Properties, news: Properties, mutable = strict) {
  return diffObjects(old, news, immutableFields(news, mutable));
}

describe("diff of Kubernetes objects", () => {
  it("names each changed path, and how it changed", () => {
    const old = object("apps/v1", "Deployment", { spec: { replicas: 1, paused: true, template: { a: [1, 2] } } });
    const news = object("apps/v1", "Deployment", {
      spec: { replicas: 2, minReadySeconds: 3, template: { a: [1, 3, 4] } },
    });
    assert.deepEqual(diff(old, news), {
      changes: {
        "spec.replicas": { kind: "update" },
        "spec.paused": { kind: "delete" },
        "spec.template.a[1]": { kind: "update" },
        "spec.template.a[2]": { kind: "add" },
        "spec.minReadySeconds": { kind: "add" },
      },
      deleteBeforeReplace: false,
    });
  });

  it("takes no notice of quantities that are only written differently", () => {
    const container = (cpu: string | number, memory: string) => ({
      resources: { requests: { cpu }, limits: { memory } },
    });
    const pod = (cpu: string | number, memory: string) =>
      object("v1", "Pod", { spec: { containers: [container(cpu, memory)] } });
    assert.deepEqual(diff(pod("500m", "1Gi"), pod(0.5, "1024Mi")).changes, {});
    assert.equal(Object.keys(diff(pod("500m", "1Gi"), pod("0.5", "1G")).changes).length, 1);
    const map = (value: string) => object("v1", "ConfigMap", { data: { cpu: value } });
    assert.equal(Object.keys(diff(map("500m"), map("0.5")).changes).length, 1);
  });

  const replacements: [what: string, old: Properties, news: Properties, path: string][] = [
    [
      "a Deployment's selector",
      spec("apps/v1", "Deployment", { selector: { matchLabels: { a: "1" } } }),
      spec("apps/v1", "Deployment", { selector: { matchLabels: { a: "2" } } }),
      "spec.selector.matchLabels.a",
    ],
    [
      "a StatefulSet's volume claims",
      spec("apps/v1", "StatefulSet", { volumeClaimTemplates: [{ spec: { storageClassName: "gp2" } }] }),
      spec("apps/v1", "StatefulSet", { volumeClaimTemplates: [{ spec: { storageClassName: "gp3" } }] }),
      "spec.volumeClaimTemplates[0].spec.storageClassName",
    ],
    [
      "a Job's template",
      spec("batch/v1", "Job", { template: { a: 1 } }),
      spec("batch/v1", "Job", { template: { a: 2 } }),
      "spec.template.a",
    ],
    [
      "a Service's cluster address",
      spec("v1", "Service", { clusterIP: "None" }),
      spec("v1", "Service", {}),
      "spec.clusterIP",
    ],
    [
      "a claim's class",
      spec("v1", "PersistentVolumeClaim", { storageClassName: "gp2" }),
      spec("v1", "PersistentVolumeClaim", { storageClassName: "gp3" }),
      "spec.storageClassName",
    ],
    [
      "a Pod's image",
      spec("v1", "Pod", { containers: [{ image: "a" }] }),
      spec("v1", "Pod", { containers: [{ image: "b" }] }),
      "spec.containers[0].image",
    ],
    [
      "a role binding's role",
      object("rbac.authorization.k8s.io/v1", "RoleBinding", { roleRef: { name: "a" } }),
      object("rbac.authorization.k8s.io/v1", "RoleBinding", { roleRef: { name: "b" } }),
      "roleRef.name",
    ],
    [
      "a StorageClass's parameters",
      object("storage.k8s.io/v1", "StorageClass", {}),
      object("storage.k8s.io/v1", "StorageClass", { parameters: { type: "gp3" } }),
      "parameters",
    ],
    [
      "a ConfigMap's data",
      object("v1", "ConfigMap", { data: { a: "1" } }),
      object("v1", "ConfigMap", { data: { a: "2" } }),
      "data.a",
    ],
    [
      "a Secret's data",
      object("v1", "Secret", { stringData: { a: "1" } }),
      object("v1", "Secret", { stringData: { a: "2" } }),
      "stringData.a",
    ],
    ["a namespace", object("v1", "Service", {}), object("v1", "Service", {}, { namespace: "c" }), "metadata.namespace"],
    ["a name", object("v1", "Service", {}), object("v1", "Service", {}, { name: "c" }), "metadata.name"],
  ];
  for (const [what, old, news, path] of replacements) {
    it(`replaces for ${what}`, () => {
      assert.equal(diff(old, news).changes[path]?.replace, true, JSON.stringify(diff(old, news)));
    });
  }

  it("changes other fields in place", () => {
    const { changes } = diff(
      spec("v1", "Service", { type: "ClusterIP" }),
      spec("v1", "Service", { type: "LoadBalancer" }),
    );
    assert.deepEqual(changes, { "spec.type": { kind: "update" } });
    const pod = (value: string) => spec("v1", "Pod", { containers: [{ name: "a" }], activeDeadlineSeconds: value });
    assert.deepEqual(diff(pod("1"), pod("2")).changes, { "spec.activeDeadlineSeconds": { kind: "update" } });
  });

  it("updates the data of a ConfigMap or Secret in place where the provider says so, unless it is immutable", () => {
    for (const kind of ["ConfigMap", "Secret"]) {
      const data = (value: string, immutable = false) => object("v1", kind, { data: { a: value }, immutable });
      assert.equal(diff(data("1"), data("2"), lax).changes["data.a"]?.replace, undefined);
      assert.equal(diff(data("1", true), data("2", true), lax).changes["data.a"]?.replace, true);
    }
    const typed = (type: string) => object("v1", "Secret", { type });
    assert.equal(diff(typed("a"), typed("b"), lax).changes["type"]?.replace, true);
  });

  it("deletes first only where the name is fixed and stays", () => {
    const map = (value: string, metadata: Properties = {}) =>
      object("v1", "ConfigMap", { data: { a: value } }, metadata);
    const autonamed = { annotations: { "pulumi.com/autonamed": "true" } };
    assert.equal(diff(map("1"), map("2")).deleteBeforeReplace, true);
    assert.equal(diff(map("1"), map("2", autonamed)).deleteBeforeReplace, false);
    assert.equal(diff(map("1"), map("2", { name: "c" })).deleteBeforeReplace, false);
    assert.equal(diff(map("1"), map("2", { namespace: "c" })).deleteBeforeReplace, false);
    assert.equal(diff(map("1"), map("2"), lax).deleteBeforeReplace, false);
  });

  it("leaves ignored paths out, with all below them", () => {
    const old = spec("apps/v1", "Deployment", { replicas: 1, template: { metadata: { labels: { "a.b/c": "1" } } } });
    const news = spec("apps/v1", "Deployment", { replicas: 2, template: { metadata: { labels: { "a.b/c": "2" } } } });
    const ignored = ["spec.replicas", 'spec.template.metadata.labels["a.b/c"]'];
    assert.deepEqual(diffObjects(old, news, [], ignored).changes, {});
    assert.deepEqual(Object.keys(diffObjects(old, news, [], ["spec.template"]).changes), ["spec.replicas"]);
  });

  it("writes paths as Pulumi does, and reads them", () => {
    const path = ["metadata", "annotations", "pulumi.com/autonamed", 0, "a"];
    assert.equal(formatPath(path), 'metadata.annotations["pulumi.com/autonamed"][0].a');
    assert.deepEqual(parsePath(formatPath(path)), path);
    assert.deepEqual(parsePath("spec.containers[*].image"), ["spec", "containers", "*", "image"]);
  });
});

describe("quantity", () => {
  it("is the same however it is written", () => {
    const same: [string | number, string][] = [
      ["0.5", "500m"],
      [1, "1000m"],
      ["1024Mi", "1Gi"],
      ["1e3", "1k"],
      ["0.5Gi", "512Mi"],
      ["100u", "100000n"],
    ];
    for (const [one, other] of same) assert.equal(quantity(one), quantity(other), `${one} = ${other}`);
  });

  it("tells different ones apart, and is undefined for what is none", () => {
    assert.notEqual(quantity("1G"), quantity("1Gi"));
    assert.notEqual(quantity("-1"), quantity("1"));
    for (const text of ["", "abc", "1Xi", ".", "1 Gi"]) assert.equal(quantity(text), undefined, text);
  });
});

function spec(apiVersion: string, kind: string, value: Properties): Properties {
  return object(apiVersion, kind, { spec: value });
}
