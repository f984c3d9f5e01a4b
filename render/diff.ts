import { createTwoFilesPatch } from "diff";
import { pagesOf } from "./pages";
import type { Side } from "./sides";

/** A unified diff for each object that one side has and the other has not, or not like that. */
export function differences(before: Side, after: Side): string[] {
  const [old, now] = [pagesOf(before.rendered), pagesOf(after.rendered)];
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((path) => {
    const [one, other] = [old.get(path), now.get(path)];
    if (one === other) return [];
    const title = (name: string, text: string | undefined) => (text === undefined ? "/dev/null" : `${name}/${path}`);
    const patch = createTwoFilesPatch(title(before.name, one), title(after.name, other), one ?? "", other ?? "");
    return [patch.slice(patch.indexOf("---")).trimEnd()];
  });
}
