import assert from "node:assert/strict";
import { checkInputs, customKinds } from "../../../twin/kubernetes/check";
import { parseTypeToken } from "../../../twin/kubernetes/typeToken";
import { at, nameOf, namespaceOf } from "../../../twin/kubernetes/objects";
import { type Properties, UNKNOWN } from "../../../twin/provider/values";

const randomSeed = Buffer.from("seed");
const context = { namespace: "apps", isNamespaced: (_: string, kind: string) => Promise.resolve(kind !== "Namespace") };

function check(type: string, news: Properties, olds: Properties = {}, seed = randomSeed) {
  const urn = `urn:pulumi:dev::p::${type}::web`;
  return checkInputs({ urn, type, name: "web", news, olds, randomSeed: seed }, context);
}

const deployment = "kubernetes:apps/v1:Deployment";

describe("type token", () => {
  it("gives API version and kind", () => {
    const tokens: [string, string, string][] = [
      [deployment, "apps/v1", "Deployment"],
      ["kubernetes:core/v1:Namespace", "v1", "Namespace"],
      ["kubernetes:karpenter.sh/v1:NodePool", "karpenter.sh/v1", "NodePool"],
    ];
    for (const [token, apiVersion, kind] of tokens) {
      assert.deepEqual(parseTypeToken(token), { apiVersion, kind, patch: false });
    }
  });

  it("tells a patch from a kind of that name", () => {
    assert.deepEqual(parseTypeToken("kubernetes:core/v1:NamespacePatch", "Namespace"), {
      apiVersion: "v1",
      kind: "Namespace",
      patch: true,
    });
    assert.equal(parseTypeToken("kubernetes:example.com/v1:SecurityPatch", "SecurityPatch").patch, false);
  });

  it("refuses what is no resource of the package", () => {
    for (const token of ["aws:s3/bucket:Bucket", "kubernetes:core:Pod", "kubernetes:apps/v1", "kubernetes:a/b/c:D"]) {
      assert.throws(() => parseTypeToken(token), new RegExp(`unrecognized resource type "${token}"`));
    }
  });
});

describe("check of Kubernetes inputs", () => {
  it("sets what the token says, a generated name and the default namespace", async () => {
    const object = await check(deployment, { spec: {} });
    assert.equal(object["apiVersion"], "apps/v1");
    assert.equal(object["kind"], "Deployment");
    assert.match(nameOf(object), /^web-[0-9a-f]{8}$/);
    assert.equal(at(object, "metadata", "annotations", "pulumi.com/autonamed"), "true");
    assert.equal(namespaceOf(object), "apps");
    assert.equal(at(object, "metadata", "labels"), undefined);
  });

  it("generates the same name from the same seed, and keeps it afterwards", async () => {
    const first = await check(deployment, { spec: {} });
    assert.equal(nameOf(await check(deployment, { spec: {} })), nameOf(first));
    assert.notEqual(nameOf(await check(deployment, { spec: {} }, {}, Buffer.from("other"))), nameOf(first));
    const later = await check(deployment, { spec: { replicas: 2 } }, first, Buffer.from("other"));
    assert.equal(nameOf(later), nameOf(first));
  });

  it("leaves a given name alone, also one that is not known yet", async () => {
    assert.equal(nameOf(await check(deployment, { metadata: { name: "mine" } })), "mine");
    assert.equal(nameOf(await check(deployment, { metadata: { name: UNKNOWN } })), UNKNOWN);
    assert.equal((await check(deployment, { metadata: UNKNOWN }))["metadata"], UNKNOWN);
  });

  it("keeps a given namespace, and puts none on a cluster-scoped kind", async () => {
    assert.equal(namespaceOf(await check(deployment, { metadata: { namespace: "shop" } })), "shop");
    assert.equal(namespaceOf(await check(deployment, { metadata: { namespace: UNKNOWN } })), UNKNOWN);
    const namespace = await check("kubernetes:core/v1:Namespace", { metadata: { name: "a", namespace: "b" } });
    assert.deepEqual(namespace["metadata"], { name: "a" });
  });

  it("removes what only the server writes", async () => {
    const object = await check(deployment, { metadata: { name: "a", uid: "1", resourceVersion: "2", generation: 3 } });
    assert.deepEqual(object["metadata"], { name: "a", namespace: "apps" });
  });

  it("refuses what it can't do, by name", async () => {
    await assert.rejects(
      check("kubernetes:helm.sh/v3:Release", { chart: "a" }),
      /kubernetes:helm\.sh\/v3:Release is not supported/,
    );
    await assert.rejects(check("kubernetes:core/v1:PodList", { kind: "PodList", items: [] }), /list resources/);
    await assert.rejects(
      check("kubernetes:core/v1:NamespacePatch", { kind: "Namespace" }),
      /require the `\.metadata\.name`/,
    );
    await assert.rejects(check(deployment, { metadata: { generateName: "a-" } }), /generateName/);
  });

  it("learns the kinds that a definition brings", () => {
    const definition = (scope: string) => ({
      kind: "CustomResourceDefinition",
      spec: { group: "example.com", scope, names: { kind: "Gadget" }, versions: [{ name: "v1" }, { name: "v2" }] },
    });
    assert.deepEqual(customKinds(definition("Cluster")), [
      ["example.com/v1/Gadget", false],
      ["example.com/v2/Gadget", false],
    ]);
    assert.equal(customKinds(definition("Namespaced"))[0]?.[1], true);
    assert.deepEqual(customKinds({ kind: "ConfigMap" }), []);
  });
});
