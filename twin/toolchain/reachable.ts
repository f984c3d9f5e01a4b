import * as fs from "node:fs";
import * as path from "node:path";
import { writeWhole } from "../writeWhole";
import { cacheDirectory } from "./cache";
import { answers } from "./download";

/** How long a host that did not answer is not asked again. */
export const rememberedHours = 4;

/** The file that remembers which hosts did not answer, and when; without it they are asked again. */
export const unreachableFile = () => path.join(cacheDirectory(), "unreachable.json");

/** The hosts of these that do not answer, or did not lately. All are asked at once, so that it takes three seconds at most. */
export async function unreachableHosts(urls: readonly string[], probe = answers): Promise<Set<string>> {
  const origins = [...new Set(urls.map((url) => new URL(url).origin))];
  const remembered = read();
  const unknown = origins.filter((origin) => !remembered.has(origin));
  const answered = await Promise.all(unknown.map((origin) => probe(origin)));
  const silent = unknown.filter((_, index) => answered[index] === false);
  if (silent.length > 0) {
    const entries = [...remembered, ...silent.map((origin) => [origin, Date.now()] as const)];
    writeWhole(unreachableFile(), Object.fromEntries(entries));
  }
  return new Set(origins.filter((origin) => remembered.has(origin) || silent.includes(origin)));
}

/** When hosts did not answer, without what is too long ago. */
function read(): Map<string, number> {
  const file = unreachableFile();
  if (!fs.existsSync(file)) return new Map();
  const times = Object.entries(JSON.parse(fs.readFileSync(file, "utf8")) as Record<string, number>);
  return new Map(times.filter(([, time]) => Date.now() - time < rememberedHours * 3_600_000));
}
