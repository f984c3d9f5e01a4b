import { cached } from "./cache";
import { ChecksumError, downloadRelease, messageOf, StatusError } from "./download";
import type { ObtainOptions } from "./obtain";
import { formatElapsed, type Progress } from "./progress";
import { rememberedHours, unreachableFile, unreachableHosts } from "./reachable";
import { type Release, releaseDirectory } from "./release";

/** Downloads what can be; what can't is left to be built. */
export async function fetchReleases(wanted: readonly (Release | undefined)[], options: ObtainOptions): Promise<void> {
  const { progress, signal, probe } = options;
  const releases = new Map(wanted.flatMap((release) => (release ? [[releaseDirectory(release), release]] : [])));
  if (releases.size === 0) return;
  const unreachable = await unreachableHosts([...releases.values()].flatMap(urlsOf), probe);
  if (unreachable.size > 0) {
    const hosts = [...unreachable].map((origin) => new URL(origin).host).join(", ");
    progress(
      "tools",
      `no answer from ${hosts}: no release is downloaded from there in the next ${rememberedHours} hours (unless ${unreachableFile()} is deleted)`,
    );
  }
  for (const [directory, release] of releases) {
    const origins = urlsOf(release).map((url) => new URL(url).origin);
    if (origins.some((origin) => unreachable.has(origin))) continue;
    try {
      await cached(directory, (temporary) => fetchRelease(release, temporary, progress, signal), {
        onWait: () => progress(release.name, `waiting for another process that is downloading ${release.version}`),
        signal,
      });
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof ChecksumError) throw error;
      progress(release.name, `the download of ${release.version} failed: ${messageOf(error)}`);
      if (!(error instanceof StatusError)) for (const origin of origins) unreachable.add(origin);
    }
  }
}

function urlsOf({ files }: Release): string[] {
  return files.map(({ url }) => url);
}

async function fetchRelease(release: Release, directory: string, progress: Progress, signal?: AbortSignal) {
  const started = Date.now();
  let bytes = "";
  const report = () =>
    progress(release.name, `downloading ${release.version} · ${formatElapsed(Date.now() - started)} · ${bytes}`, true);
  const timer = setInterval(report, 1000);
  const onBytes = (received: number, total: number | undefined) => {
    bytes = total === undefined ? `${mebibytes(received)} MiB` : `${mebibytes(received)} of ${mebibytes(total)} MiB`;
  };
  try {
    await downloadRelease(release, directory, { signal, onBytes });
  } finally {
    clearInterval(timer);
  }
  progress(release.name, `${release.version} downloaded in ${formatElapsed(Date.now() - started)}`);
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}
