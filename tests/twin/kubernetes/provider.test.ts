import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createKubernetesProvider } from "../../../twin/kubernetes";
import { at, nameOf } from "../../../twin/kubernetes/objects";
import { toOutputs } from "../../../twin/kubernetes/state";
import { type Properties, UNKNOWN } from "../../../twin/provider/values";
import { FakeApiServer } from "./fakeApiServer";
import { MiniEngine } from "./miniEngine";

const configMapType = "kubernetes:core/v1:ConfigMap";
const namespaceType = "kubernetes:core/v1:Namespace";
const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } };

function configMap(data: Properties, metadata: Properties = { name: "settings" }): Properties {
  return { apiVersion: "v1", kind: "ConfigMap", metadata, data };
}

describe("the kubernetes provider", () => {
  const server = new FakeApiServer();
  const directory = mkdtempSync(join(tmpdir(), "kubernetes-"));
  before(() => server.start());
  after(async () => {
    await server.stop();
    rmSync(directory, { recursive: true });
  });
  beforeEach(() => server.reset());

  async function engineWith(config: Properties): Promise<MiniEngine> {
    const engine = new MiniEngine((host) => createKubernetesProvider().create(host));
    await engine.provider.configure(config);
    return engine;
  }

  const connected = () =>
    engineWith({ kubeconfig: server.kubeconfig({ token: "valid" }), enableConfigMapMutable: "true" });

  it("asks nobody in a preview whose kubeconfig is not known, and still names the object", async () => {
    const engine = await engineWith({ kubeconfig: UNKNOWN });
    const planned = await engine.preview(configMapType, "settings", configMap({ a: "1" }, {}));
    assert.match(nameOf(planned), /^settings-[0-9a-f]{8}$/);
    assert.equal(at(planned, "metadata", "namespace"), "default");
    assert.equal(at(planned, "metadata", "uid"), UNKNOWN);
    assert.deepEqual(server.requests, []);
    await assert.rejects(
      engine.up(namespaceType, "shop", namespace),
      /cluster is unreachable: its configuration is not known/,
    );
  });

  it("keeps unknown values unknown, and does not send them", async () => {
    const engine = await connected();
    const planned = await engine.preview(configMapType, "settings", configMap({ a: UNKNOWN }));
    assert.equal(at(planned, "data", "a"), UNKNOWN);
    assert.ok(server.requests.every((request) => !request.startsWith("POST")));
  });

  it("puts objects into the namespace of the context, or the provider's own", async () => {
    const engine = await connected();
    assert.equal(at((await engine.check(configMapType, "a", configMap({}))).inputs, "metadata", "namespace"), "shop");
    const other = await engineWith({ kubeconfig: server.kubeconfig({ token: "valid" }), namespace: "own" });
    assert.equal(at((await other.check(configMapType, "a", configMap({}))).inputs, "metadata", "namespace"), "own");
  });

  it("previews without creating anything, whether or not the namespace is there", async () => {
    const engine = await connected();
    await engine.preview(configMapType, "settings", configMap({ a: "1" }));
    await engine.up(namespaceType, "shop", namespace);
    await engine.preview(configMapType, "settings", configMap({ a: "1" }));
    assert.deepEqual([...server.objects.keys()], ["/api/v1/namespaces/shop"]);
  });

  it("names the other manager and the field of a conflict, and how to go on", async () => {
    const engine = await connected();
    await engine.up(namespaceType, "shop", namespace);
    await engine.up(configMapType, "settings", configMap({ a: "1" }));
    const somebody = await connected();
    await somebody.up("kubernetes:core/v1:ConfigMapPatch", "patch", configMap({ a: "2" }));
    await assert.rejects(engine.up(configMapType, "settings", configMap({ a: "3" })), (error: Error) => {
      assert.match(error.message, /field manager "pulumi-kubernetes-[0-9a-f]{8}" had an apply conflict/);
      assert.match(error.message, /conflict with "pulumi-kubernetes-[0-9a-f]{8}" using v1: \.data\.a/);
      assert.match(error.message, /ignoreChanges.*pulumi\.com\/patchForce/);
      return true;
    });
    const force = { name: "settings", annotations: { "pulumi.com/patchForce": "true" } };
    assert.equal(await engine.up(configMapType, "settings", configMap({ a: "3" }, force)), "update");
  });

  it("keeps the field manager of an object for its life, or takes the program's", async () => {
    const engine = await connected();
    await engine.up(namespaceType, "shop", namespace);
    await engine.up(configMapType, "settings", configMap({ a: "1" }));
    const manager = engine.state("settings").outputs["__fieldManager"];
    await engine.up(configMapType, "settings", configMap({ a: "2" }));
    await engine.refresh("settings");
    assert.equal(engine.state("settings").outputs["__fieldManager"], manager);
    const annotations = { "pulumi.com/patchFieldManager": "own" };
    await engine.up(configMapType, "settings", configMap({ a: "2" }, { name: "settings", annotations }));
    assert.equal(engine.state("settings").outputs["__fieldManager"], "own");
  });

  it("notices in a refresh that an object is gone", async () => {
    const engine = await connected();
    await engine.up(namespaceType, "shop", namespace);
    server.objects.clear();
    assert.equal(await engine.refresh("shop"), false);
  });

  it("marks the contents of Secrets as secret, in inputs and outputs", async () => {
    const engine = await connected();
    const program = { apiVersion: "v1", kind: "Secret", metadata: { name: "a" }, stringData: { password: "hunter2" } };
    const { inputs } = await engine.check("kubernetes:core/v1:Secret", "a", program);
    assert.equal(Object.keys(inputs["stringData"] as Properties).includes("value"), true);
    const live = { ...program, data: { password: "aHVudGVyMg==" } };
    const outputs = toOutputs(program, { live, initialApiVersion: "v1", fieldManager: "m" });
    for (const key of ["data", "stringData", "__inputs"]) {
      assert.ok("4dabf18193072939515e22adb298388d" in (outputs[key] as Properties), key);
    }
  });

  it("answers an unknown function with its name, and decodes YAML", async () => {
    const engine = await connected();
    await assert.rejects(engine.provider.invoke("kubernetes:foo:bar", {}), /unknown Invoke type "kubernetes:foo:bar"/);
    await assert.rejects(
      engine.provider.invoke("kubernetes:helm:template", {}),
      /kubernetes:helm:template is not supported/,
    );
    const text =
      "---\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n---\napiVersion: v1\nkind: Namespace\nmetadata: { name: b }\n";
    const { result } = await engine.provider.invoke("kubernetes:yaml:decode", { text, defaultNamespace: "shop" });
    assert.deepEqual(result, [
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", namespace: "shop" } },
      { apiVersion: "v1", kind: "Namespace", metadata: { name: "b" } },
    ]);
  });

  describe("with a cluster that is gone", () => {
    const gone: Properties = {
      "current-context": "a",
      // Nothing listens on the port of the discard protocol.
      clusters: [{ name: "c", cluster: { server: "http://127.0.0.1:9" } }],
      contexts: [{ name: "a", context: { cluster: "c", user: "u" } }],
      users: [{ name: "u", user: {} }],
    };

    it("still previews, says what it can't do, and how to get out", async () => {
      const engine = await connected();
      await engine.up(namespaceType, "shop", namespace);
      await engine.provider.configure({ kubeconfig: gone });
      assert.equal(nameOf(await engine.preview(namespaceType, "shop", namespace)), "shop");
      await assert.rejects(engine.refresh("shop"), /PULUMI_K8S_DELETE_UNREACHABLE/);
      await assert.rejects(engine.delete("shop"), /unreachable.*PULUMI_K8S_DELETE_UNREACHABLE/);
      await assert.rejects(engine.up(namespaceType, "new", namespace), /unreachable.*ECONNREFUSED/);
    });

    it("forgets its objects with deleteUnreachable, and leaves them with skipUpdateUnreachable", async () => {
      const engine = await connected();
      await engine.up(namespaceType, "shop", namespace);
      await engine.provider.configure({ kubeconfig: gone, skipUpdateUnreachable: "true" });
      assert.equal(await engine.refresh("shop"), true);
      await engine.provider.configure({ kubeconfig: gone, deleteUnreachable: "true" });
      await engine.delete("shop");
    });

    it("says what is wrong with a kubeconfig", async () => {
      const broken: [kubeconfig: Properties | string, message: RegExp][] = [
        ["nonsense", /neither a kubeconfig nor the path of one/],
        [{ clusters: [] }, /no current-context/],
        [{ clusters: [], "current-context": "a" }, /has no context "a"/],
        [{ ...gone, clusters: [] }, /has no cluster "c"/],
      ];
      for (const [kubeconfig, message] of broken) {
        await assert.rejects((await engineWith({ kubeconfig })).up(namespaceType, "shop", namespace), message);
      }
    });
  });

  describe("with credentials that a command prints", () => {
    const apiVersion = "client.authentication.k8s.io/v1beta1";
    const runs = () => readFileSync(join(directory, "runs"), "utf8").split("\n").length - 1;

    function install(status: Properties, version = apiVersion): Properties {
      const command = join(directory, "aws");
      const credential = JSON.stringify({ apiVersion: version, kind: "ExecCredential", status });
      writeFileSync(join(directory, "runs"), "");
      writeFileSync(
        command,
        `#!/bin/sh\necho "$*" >> ${join(directory, "runs")}\n[ -n "$KUBERNETES_EXEC_INFO" ] || exit 3\necho '${credential}'\n`,
      );
      chmodSync(command, 0o755);
      return { exec: { apiVersion, command, args: ["eks", "get-token"] } };
    }

    it("runs it once for many requests", async () => {
      const engine = await engineWith({ kubeconfig: server.kubeconfig(install({ token: "valid" })) });
      await Promise.all(
        ["a", "b", "c"].map((name) => engine.preview(namespaceType, name, { ...namespace, metadata: { name } })),
      );
      assert.equal(runs(), 1);
    });

    it("runs it again when the token has expired, or the server refuses it", async () => {
      const user = install({ token: "valid", expirationTimestamp: new Date(Date.now() + 300).toISOString() });
      const engine = await engineWith({ kubeconfig: server.kubeconfig(user) });
      await new Promise((resolve) => setTimeout(resolve, 320));
      install({ token: "rotated", expirationTimestamp: "2999-01-01T00:00:00Z" });
      server.token = "rotated";
      await engine.up(namespaceType, "shop", namespace);
      assert.equal(runs(), 1);
      install({ token: "again" });
      server.token = "again";
      assert.equal(await engine.refresh("shop"), true);
      assert.equal(runs(), 1);
    });

    it("says what is wrong with it", async () => {
      const other = install({ token: "valid" }, "client.authentication.k8s.io/v1");
      const missing = { exec: { apiVersion, command: "no-such-aws" } };
      const old = { exec: { apiVersion: "client.authentication.k8s.io/v1alpha1", command: "aws" } };
      const users: [user: Properties, message: RegExp][] = [
        [missing, /executable no-such-aws not found on PATH/],
        [old, /must have one of the apiVersions/],
        [other, /configured to use API version .*v1beta1, plugin returned version .*\/v1/],
      ];
      for (const [user, message] of users) {
        const engine = await engineWith({ kubeconfig: server.kubeconfig(user) });
        await assert.rejects(engine.up(namespaceType, "shop", namespace), message);
      }
    });
  });
});
