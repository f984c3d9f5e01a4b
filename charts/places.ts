import { resolve } from "node:path";
import { chartCache } from "../config/charts";
import { project } from "../config/findStackFile";

/** Where charts and their digests are kept. */
export interface ChartPlaces {
  /** Folder of archives, outside of Git. */
  readonly cache: string;
  /** File of digests, in Git. */
  readonly lockfile: string;
}

export const projectPlaces: ChartPlaces = {
  cache: resolve(project, chartCache),
  lockfile: resolve(project, "charts.lock.json"),
};
