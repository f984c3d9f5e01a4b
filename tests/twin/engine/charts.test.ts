import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as tar from "tar";
import type { RemoteChart } from "../../../config/charts";
import { chartNotes, layOutCharts } from "../../../twin/engine/charts";
import { useTemporaryDirectory } from "../../helpers/temporaryDirectory";

const chart = (name: string, version: string): RemoteChart => ({
  name,
  version,
  source: "https://charts.example.com",
  user: name,
  sets: [],
  archive: `${name}-${version}.tgz`,
});

const noDefinitions = (name: string) => Promise.reject(new Error(`nobody needs ${name}`));

describe("the charts of an environment on the twin", () => {
  const directory = useTemporaryDirectory();

  it("are the originals that were pulled, else the twin's own, else charts that hold nothing; and this is said", async () => {
    mkdirSync(directory("cache"));
    writeFileSync(directory("cache", "shop-1.2.3.tgz"), "the original");
    const charts = [chart("shop", "1.2.3"), chart("aws-load-balancer-controller", "3.5.0"), chart("blog", "2.0.0")];
    const notes = chartNotes(await layOutCharts(charts, directory("charts"), noDefinitions, directory("cache")));
    assert.equal(readFileSync(directory("charts", "shop-1.2.3.tgz"), "utf8"), "the original");

    const files: string[] = [];
    for (const file of ["aws-load-balancer-controller-3.5.0.tgz", "blog-2.0.0.tgz"]) {
      await tar.list({ file: directory("charts", file), onReadEntry: ({ path }) => files.push(path) });
    }
    assert.ok(files.includes("aws-load-balancer-controller/templates/controller.yaml"));
    assert.deepEqual(
      files.filter((file) => file.startsWith("blog/")),
      ["blog/", "blog/Chart.yaml"],
    );
    assert.deepEqual(notes, [
      "The twin's own charts stand for aws-load-balancer-controller 3.5.0; npm run charts -- pull fetches the originals.",
      "Not rendered: blog 2.0.0, whose releases hold nothing here; npm run charts -- pull fetches the originals.",
    ]);
  });

  it("contain the definitions that the twin has no copy of", async () => {
    const definitions = (name: string) => {
      mkdirSync(directory(name));
      writeFileSync(directory(name, "kinds.yaml"), `# of ${name}`);
      return Promise.resolve(directory(name));
    };
    await layOutCharts([chart("gateway-crds-helm", "v1.9.0")], directory("charts"), definitions, directory("cache"));
    await tar.extract({ file: directory("charts", "gateway-crds-helm-v1.9.0.tgz"), cwd: directory() });
    const laidOut = readFileSync(directory("gateway-crds-helm", "gateway-api", "kinds.yaml"), "utf8");
    assert.equal(laidOut, "# of gateway-api");
  });

  it("have the version of their pins, whatever they were before", async () => {
    for (const version of ["3.5.0", "3.6.0"]) {
      await layOutCharts(
        [chart("aws-load-balancer-controller", version)],
        directory("charts"),
        noDefinitions,
        directory("cache"),
      );
      await tar.extract({ file: directory("charts", `aws-load-balancer-controller-${version}.tgz`), cwd: directory() });
      const about = readFileSync(directory("aws-load-balancer-controller", "Chart.yaml"), "utf8");
      assert.deepEqual(JSON.parse(about), { apiVersion: "v2", name: "aws-load-balancer-controller", version });
    }
  });
});
