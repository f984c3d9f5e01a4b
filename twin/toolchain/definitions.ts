import { existsSync } from "node:fs";
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { cached } from "./cache";
import { requireGo } from "./go";
import { copyFiles, download, writeGoModule } from "./goModule";
import type { ObtainOptions } from "./obtain";
import { publicOrigins, releaseDirectory, type Release } from "./release";
import table from "./tool-versions.json";

/** A project whose custom resource definitions the twin takes from its Go module. */
export type DefinitionsName = keyof typeof table.definitions;

export const definitionsNames = Object.keys(table.definitions) as [DefinitionsName, ...DefinitionsName[]];

interface Definitions {
  readonly module: string;
  readonly version: string;
  /** On GitHub, `owner/name`. */
  readonly repository: string;
  readonly folder: string;
  /** Names of the files, with their SHA-256. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * The custom resource definitions of a project: from the cache, else from its repository, else from its Go module.
 *
 * @returns absolute path of the folder that holds them
 * @throws GoError when the module must be fetched and there is no suitable Go
 */
export async function ensureDefinitions(name: DefinitionsName, options: ObtainOptions): Promise<string> {
  const { module, version, repository, folder, files }: Definitions = table.definitions[name];
  const { progress, signal, origins = publicOrigins } = options;
  const release: Release = {
    name: `${name}-definitions`,
    version,
    files: Object.entries(files).map(([file, checksum]) => ({
      url: `${origins.gitHubFiles}/${repository}/v${version}/${folder}/${file}`,
      checksum,
      keep: file,
    })),
  };
  const directory = releaseDirectory(release);
  if (existsSync(directory)) return directory;

  const fetch = async (temporary: string) => {
    await writeGoModule(temporary, {});
    await requireGo(`to fetch ${module} ${version}`, { directory: temporary, signal });
    progress(release.name, `downloading ${module} ${version}`);
    const { Dir } = await download(module, `v${version}`, { directory: temporary, signal });
    await copyFiles(path.join(Dir, folder), Object.keys(files), temporary);
    await fs.rm(path.join(temporary, "go.mod"));
  };
  // Loaded only now: it takes time to load.
  const { fetchReleases } = await import("./fetchReleases");
  await fetchReleases([release], options);
  await cached(directory, fetch, { signal });
  return directory;
}
