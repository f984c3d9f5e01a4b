import * as fs from "node:fs";
import * as path from "node:path";
import * as tar from "tar";
import { z } from "zod";
import { chartCache, type RemoteChart } from "../../config/charts";
import { PROJECT_DIRECTORY } from "../environment";
import { definitionsNames, type DefinitionsName } from "../toolchain";

/** Charts of the twin's own, by name: after the originals, with the same objects, names and kinds. */
const STAND_INS = path.join(__dirname, "..", "charts");

/** In the folder of a chart of the twin's own: whose definitions it contains, and in which folder of it. */
const DEFINITIONS = "definitions.json";

const definitionsOfChart = z.partialRecord(z.enum(definitionsNames), z.string());

/** What the twin installs in place of a remote chart. */
export type Rendered = "pulled" | "stand-in" | "nothing";

/**
 * Lays out the folder that is the program's chart mirror on the twin, which asks no server: with the charts that
 * `npm run charts -- pull` has fetched, else with the twin's own, else with charts of the same name and version that hold nothing.
 *
 * @param definitions finds the folder of a project's custom resource definitions
 * @returns what each chart has been given
 */
export async function layOutCharts(
  charts: readonly RemoteChart[],
  folder: string,
  definitions: (name: DefinitionsName) => Promise<string>,
  cache = path.join(PROJECT_DIRECTORY, chartCache),
): Promise<Map<RemoteChart, Rendered>> {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const laidOut = new Map<RemoteChart, Rendered>();
  for (const chart of charts) {
    const archive = path.join(folder, chart.archive);
    const pulled = path.join(cache, chart.archive);
    const standIn = path.join(STAND_INS, chart.name);
    if (fs.existsSync(pulled)) {
      fs.copyFileSync(pulled, archive);
      laidOut.set(chart, "pulled");
    } else {
      const has = fs.existsSync(standIn);
      await packageChart(chart, has ? standIn : undefined, archive, definitions);
      laidOut.set(chart, has ? "stand-in" : "nothing");
    }
  }
  return laidOut;
}

/** As `helm package --version` does. */
async function packageChart(
  { name, version }: RemoteChart,
  from: string | undefined,
  archive: string,
  definitions: (name: DefinitionsName) => Promise<string>,
) {
  const folder = fs.mkdtempSync(`${archive}-`);
  const chart = path.join(folder, name);
  if (from === undefined) fs.mkdirSync(chart);
  else fs.cpSync(from, chart, { recursive: true });
  if (fs.existsSync(path.join(chart, DEFINITIONS))) {
    const wanted = definitionsOfChart.parse(JSON.parse(fs.readFileSync(path.join(chart, DEFINITIONS), "utf8")));
    for (const project of definitionsNames) {
      const place = wanted[project];
      if (place !== undefined) fs.cpSync(await definitions(project), path.join(chart, place), { recursive: true });
    }
  }
  fs.writeFileSync(path.join(chart, "Chart.yaml"), JSON.stringify({ apiVersion: "v2", name, version }));
  await tar.create({ gzip: true, file: archive, cwd: folder, portable: true }, [name]);
  fs.rmSync(folder, { recursive: true });
}

/** What a user has to know about charts that are not the originals; a line each. */
export function chartNotes(laidOut: ReadonlyMap<RemoteChart, Rendered>): string[] {
  const of = (rendered: Rendered) =>
    [...laidOut].filter(([, each]) => each === rendered).map(([{ name, version }]) => `${name} ${version}`);
  const [standIns, nothing] = [of("stand-in"), of("nothing")];
  const pull = "npm run charts -- pull fetches the originals";
  return [
    ...(standIns.length > 0 ? [`The twin's own charts stand for ${standIns.join(", ")}; ${pull}.`] : []),
    ...(nothing.length > 0 ? [`Not rendered: ${nothing.join(", ")}, whose releases hold nothing here; ${pull}.`] : []),
  ];
}
