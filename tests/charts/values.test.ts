import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { unknownPaths } from "../../charts/values";
import { addonNames, addonSpec } from "../../components/addons/specs";
import { pathsOf } from "../../config/charts";
import { atLeastOne } from "../helpers/atLeastOne";
import { recordEnvironment } from "../helpers/program";
import { environments } from "../helpers/stackConfig";
import { textOf } from "../../recording/values";

type Values = Record<string, unknown>;

describe("the values of a chart", () => {
  const own = { web: { replicas: 1, labels: {} }, mode: null, list: [] };

  it("are known by their paths, and below what the chart leaves empty by any", () => {
    assert.deepEqual(unknownPaths(["web.replicas", "web.labels.team", "mode", "mode.fast", "list"], own), []);
    assert.deepEqual(unknownPaths(["web.replica", "webb.replicas", "nothing.like.it"], own), [
      "web.replica (did you mean web.replicas?)",
      "webb.replicas (did you mean web?)",
      "nothing.like.it",
    ]);
  });
});

const chartAddons = addonNames.flatMap((name) => {
  const { source } = addonSpec(name);
  if (source.kind !== "chart") return [];
  const { crds } = source;
  return [{ addon: name, ...source }, ...(crds ? [{ addon: name, ...crds, sets: pathsOf(crds.values ?? {}) }] : [])];
});

describe("the charts of add-ons", () => {
  it("have a chart of the twin's own, which knows the values that are set", () => {
    for (const { name, sets } of atLeastOne(chartAddons)) {
      const values = join(__dirname, "../../twin/charts", name, "values.yaml");
      assert.ok(existsSync(values), `${name} has no ${values}`);
      assert.deepEqual(unknownPaths(sets, (parse(readFileSync(values, "utf8")) ?? {}) as Values), [], name);
    }
  });

  it("are set no value that their specs do not list", async () => {
    const seen = new Set<string>();
    for (const environment of environments) {
      const recording = await recordEnvironment(environment);
      const types = ["kubernetes:helm.sh/v3:Release", "kubernetes:helm.sh/v4:Chart"];
      for (const { inputs } of types.flatMap((type) => recording.all(type))) {
        const users = chartAddons.filter(({ name }) => textOf(inputs.chart).split("/").at(-1) === name);
        for (const { name } of users) seen.add(name);
        const sets = users.flatMap((user) => user.sets);
        const isListed = (path: string) => sets.some((set) => path === set || path.startsWith(`${set}.`));
        const unlisted = pathsOf((inputs.values ?? {}) as Values).filter((path) => !isListed(path));
        if (users.length > 0) assert.deepEqual(unlisted, [], textOf(inputs.chart));
      }
    }
    assert.deepEqual(
      [...seen].sort(),
      [...new Set(chartAddons.map(({ name }) => name))].sort(),
      "each is pinned in some stack file",
    );
  });
});
