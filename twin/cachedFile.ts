import { readFileSync, statSync } from "node:fs";

/** Reads a file again only when it was written in between; `undefined` while there is none. */
export function cachedFile<T>(file: string, parse: (content: string) => T): () => T | undefined {
  let seen: { readonly stamp: string; readonly value: T } | undefined;
  return () => {
    const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
    if (!stat) return undefined;
    const stamp = `${stat.ino} ${stat.mtimeNs} ${stat.size}`;
    if (seen?.stamp !== stamp) seen = { stamp, value: parse(readFileSync(file, "utf8")) };
    return seen.value;
  };
}
