import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RunError } from "@pulumi/pulumi";
import { Charts } from "../../../components/charts/component";
import { charts } from "../../../components/charts/spec";
import { folderDigest } from "../../../components/helm/folderDigest";
import { recordComponent } from "../../helpers/component";
import { temporaryDirectory } from "../../helpers/temporaryDirectory";

const releaseType = "kubernetes:helm.sh/v3:Release";

const recorded = (settings: object) => recordComponent((opts) => new Charts("charts", charts.parse(settings), opts));

describe("Charts", () => {
  it("installs a release under its own name, takes a failed one away and rolls a failed upgrade back", async () => {
    const recording = await recorded({
      releases: { shop: { source: "https://charts.example.com", version: "1.2.3", values: { replicas: 2 } } },
    });
    const { inputs } = recording.get(releaseType);
    assert.deepEqual(inputs, {
      compat: "true", // of the SDK
      name: "shop",
      namespace: "shop",
      chart: "shop",
      version: "1.2.3",
      repositoryOpts: { repo: "https://charts.example.com" },
      values: { replicas: 2 },
      skipCrds: false,
      atomic: true,
      cleanupOnFail: true,
      maxHistory: 5,
      timeout: 600,
    });
  });

  it("makes each namespace once, and none that every cluster has", async () => {
    const source = "oci://registry.example.com/charts/shop";
    const recording = await recorded({
      releases: {
        one: { source, version: "1.0.0", namespace: "shops" },
        two: { source, version: "1.0.0", namespace: "shops" },
        three: { source, version: "1.0.0", namespace: "kube-system" },
      },
    });
    const namespace = recording.get("kubernetes:core/v1:Namespace");
    for (const name of ["one", "two"]) recording.happensBefore(namespace, recording.get(releaseType, name));
  });

  it("has a release ready before those that need it, wherever it stands, and until they have gone", async () => {
    const source = "oci://registry.example.com/charts/shop";
    const recording = await recorded({
      releases: { web: { source, version: "1.0.0", needs: ["store"] }, store: { source, version: "1.0.0" } },
    });
    const [web, store] = [recording.get(releaseType, "web"), recording.get(releaseType, "store")];
    recording.happensBefore(store, web);
    recording.destroyedBefore(web, store);
  });
});

describe("where charts come from", () => {
  it("may be a folder whose path has spaces, as that of a home folder may", () => {
    const mirror = "/home/some one/charts";
    const own = { source: "./charts/of mine" };
    assert.deepEqual(charts.parse({ mirror, releases: { own } }).mirror, mirror);
  });
});

describe("the digest of a chart's folder", () => {
  const folder = temporaryDirectory();
  const file = (name: string, text: string) => {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), text);
  };

  it("changes with any file of it, as Helm would not", () => {
    file("Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\n");
    file("templates/web.yaml", "a: 1\n");
    const before = folderDigest(folder);
    assert.equal(folderDigest(folder), before);
    file("templates/web.yaml", "a: 2\n");
    assert.notEqual(folderDigest(folder), before);
  });

  it("says that there is no chart", () => {
    assert.throws(
      () => folderDigest("./nowhere"),
      new RunError("There is no chart in ./nowhere: a release of charts.releases has it as its source."),
    );
  });
});
