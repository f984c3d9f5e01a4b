import assert from "node:assert/strict";
import { diffOptions, optionFailures, parseOptions } from "../../../twin/kubernetes/options";
import { type Properties, secret, UNKNOWN } from "../../../twin/provider/values";

function kubeconfig(server = "https://one", token = "a", contexts = ["main"]): string {
  return JSON.stringify({
    "current-context": "main",
    clusters: [
      { name: "c", cluster: { server } },
      { name: "d", cluster: { server: "https://other" } },
    ],
    contexts: [
      ...contexts.map((name) => ({ name, context: { cluster: "c", user: "u" } })),
      { name: "second", context: { cluster: "d", user: "u" } },
    ],
    users: [{ name: "u", user: { token } }],
  });
}

function diff(oldInputs: Properties, news: Properties) {
  const identity = { urn: "", type: "pulumi:providers:kubernetes", name: "k", id: "1" };
  const { changes } = diffOptions({ ...identity, oldInputs, oldOutputs: {}, news, ignoreChanges: [] });
  return Object.entries(changes)
    .map(([key, { replace }]) => (replace ? `${key}!` : key))
    .sort();
}

describe("options of the kubernetes provider", () => {
  it("are refused when unknown, by name", () => {
    const [failure, ...others] = optionFailures({
      kubeconfg: "a",
      kubeconfig: secret("b"),
      enableServerSideApply: "true",
    });
    assert.ok(failure);
    assert.equal(failure.property, "kubeconfg");
    assert.match(failure.reason, /unknown option "kubeconfg"; known are .*kubeconfig/);
    assert.deepEqual(others, []);
  });

  it("are refused when the twin can't do what they ask for", () => {
    for (const config of [
      { enableServerSideApply: "false" },
      { enableServerSideApply: false },
      { renderYamlToDirectory: "out" },
    ]) {
      assert.deepEqual(
        optionFailures(config).map(({ property }) => property),
        Object.keys(config),
      );
    }
  });

  it("must name the cluster in strict mode", () => {
    assert.deepEqual(
      optionFailures({ strictMode: "true", context: "a" }).map(({ reason }) => reason),
      ['strict mode requires Provider "kubeconfig" argument'],
    );
  });

  it("are switches as text or not, with an environment variable for each", () => {
    assert.equal(parseOptions({ enableConfigMapMutable: "true" }).enableConfigMapMutable, true);
    assert.equal(parseOptions({ enableConfigMapMutable: true }).enableConfigMapMutable, true);
    assert.equal(parseOptions({}).deleteUnreachable, false);
    process.env["PULUMI_K8S_DELETE_UNREACHABLE"] = "true";
    try {
      assert.equal(parseOptions({}).deleteUnreachable, true);
      assert.equal(parseOptions({ deleteUnreachable: "false" }).deleteUnreachable, false);
    } finally {
      delete process.env["PULUMI_K8S_DELETE_UNREACHABLE"];
    }
  });
});

describe("a changed provider", () => {
  it("replaces nothing as long as its clusterIdentifier stays", () => {
    const clusterIdentifier = "prod";
    assert.deepEqual(
      diff(
        { clusterIdentifier, kubeconfig: kubeconfig() },
        { clusterIdentifier, kubeconfig: kubeconfig("https://two") },
      ),
      ["kubeconfig"],
    );
    assert.deepEqual(
      diff({ clusterIdentifier, kubeconfig: kubeconfig() }, { clusterIdentifier, kubeconfig: UNKNOWN }),
      ["kubeconfig"],
    );
  });

  it("replaces everything when its clusterIdentifier changes", () => {
    const of = (clusterIdentifier: string) => ({ clusterIdentifier, kubeconfig: kubeconfig() });
    assert.deepEqual(diff(of("a"), of("b")), ["clusterIdentifier!"]);
  });

  it("replaces nothing when a clusterIdentifier is added or removed", () => {
    assert.deepEqual(diff({ kubeconfig: kubeconfig() }, { kubeconfig: kubeconfig(), clusterIdentifier: "a" }), [
      "clusterIdentifier",
    ]);
    assert.deepEqual(diff({ kubeconfig: kubeconfig(), clusterIdentifier: "a" }, { kubeconfig: kubeconfig() }), [
      "clusterIdentifier",
    ]);
  });

  it("without one replaces everything when its active cluster is another, or not known", () => {
    assert.deepEqual(diff({ kubeconfig: kubeconfig() }, { kubeconfig: kubeconfig("https://two") }), ["kubeconfig!"]);
    assert.deepEqual(diff({ kubeconfig: kubeconfig() }, { kubeconfig: UNKNOWN }), ["kubeconfig!"]);
    assert.deepEqual(diff({ kubeconfig: kubeconfig() }, { kubeconfig: kubeconfig(), context: "second" }), ["context!"]);
  });

  it("without one replaces nothing for other credentials of the same cluster", () => {
    assert.deepEqual(diff({ kubeconfig: kubeconfig() }, { kubeconfig: kubeconfig("https://one", "b") }), [
      "kubeconfig",
    ]);
    assert.deepEqual(diff({ kubeconfig: secret(kubeconfig()) }, { kubeconfig: secret(kubeconfig()) }), []);
    assert.deepEqual(diff({ kubeconfig: kubeconfig(), namespace: "a" }, { kubeconfig: kubeconfig(), namespace: "b" }), [
      "namespace",
    ]);
  });
});
