import { join } from "node:path";
import { projectPlaces } from "../charts/places";
import { project } from "../config/findStackFile";

/** Where the command reads and writes. */
export interface RenderPlaces {
  /** Folder of the checkout. */
  readonly project: string;
  /** Folder of the charts that `npm run charts -- pull` has fetched. */
  readonly cache: string;
  /** Folder of what is rendered, outside of Git. */
  readonly output: string;
}

export const ownPlaces: RenderPlaces = { project, cache: projectPlaces.cache, output: join(project, ".rendered") };
