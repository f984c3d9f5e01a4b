import { existsSync } from "node:fs";
import { join } from "node:path";
import { createTwoFilesPatch } from "diff";
import { archiveOf, type RemoteChart } from "../config/charts";
import type { Print } from "../config/commandLine";
import { Helm } from "./helm";
import { objectsIn, yamlOf } from "./manifests";
import type { ChartPlaces } from "./places";
import { pull } from "./pull";

/** YAML of each object, by kind, namespace and name. */
type Objects = ReadonlyMap<string, string>;

/** Prints what the objects of a chart's version have that those of another have not, and what of it Helm leaves undone. */
export async function showDifference(
  chart: RemoteChart,
  from: string,
  to: string,
  { cache }: ChartPlaces,
  print: Print,
): Promise<void> {
  const helm = await Helm.find();
  const [before, after] = [
    await rendered(helm, versionOf(chart, from), cache),
    await rendered(helm, versionOf(chart, to), cache),
  ];
  const templates = differences(before.templates, after.templates);
  const definitions = differences(before.crds, after.crds);
  if (templates.length + definitions.length === 0) print.log(`${chart.name} ${to} makes the same objects as ${from}.`);
  for (const text of [...templates, ...definitions]) print.log(text);
  if (definitions.length > 0) {
    print.log(
      `Helm does not upgrade what stands in a chart's folder crds. Before the upgrade:\n` +
        `  helm show crds ${join(cache, versionOf(chart, to).archive)} | kubectl apply --server-side --force-conflicts -f -`,
    );
  }
}

const versionOf = (chart: RemoteChart, version: string): RemoteChart => ({
  ...chart,
  version,
  archive: archiveOf({ name: chart.name, version }),
});

async function rendered(helm: Helm, chart: RemoteChart, cache: string): Promise<{ templates: Objects; crds: Objects }> {
  const archive = join(cache, chart.archive);
  if (!existsSync(archive)) await pull(helm, chart, cache, () => undefined);
  const templates = await helm.template(chart.user, archive, chart.values ?? {}, ["--skip-crds"]);
  return { templates: byName(templates), crds: byName(await helm.run(["show", "crds", archive])) };
}

const byName = (text: string): Objects =>
  new Map(
    objectsIn(text).map((object) => {
      const { namespace, name } = object.metadata;
      return [[object.kind, namespace, name].filter(Boolean).join(" "), yamlOf(object)];
    }),
  );

/** A line for each object that is added or removed, and a patch for each that differs. */
export const differences = (before: Objects, after: Objects): string[] =>
  [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((key) => {
    const [old, now] = [before.get(key), after.get(key)];
    if (old === undefined) return [`+ ${key}`];
    if (now === undefined) return [`- ${key}`];
    if (old === now) return [];
    const patch = createTwoFilesPatch("", "", old, now, "", "", { context: 1 });
    return [`~ ${key}\n${patch.split("\n").slice(4).join("\n").trimEnd()}`];
  });
