import { closest, distance } from "fastest-levenshtein";

/** The candidate that a mistyped word was probably meant to be; undefined when none is close. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0) return undefined;
  const best = closest(word, candidates);
  const tolerated = Math.max(1, Math.floor(word.length / 3));
  return distance(word.toLowerCase(), best.toLowerCase()) <= tolerated ? best : undefined;
}
