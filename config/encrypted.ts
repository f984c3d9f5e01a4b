import type { Path, Problem } from "./errors";
import { propertySchema } from "./propertySchema";

/**
 * Values that are encrypted (`secure:`) where the platform reads a plain one: a number, a name, a range. Free text may be.
 *
 * @param found what else is wrong, the encrypted text taken for the value
 */
export const encryptedProblems = (encrypted: readonly Path[], found: readonly Problem[], values: unknown): Problem[] =>
  encrypted
    .filter((place) => found.some(({ path }) => isWithin(path, place)) || !isFreeText(place, values))
    .map((path) => ({
      path,
      message: "is encrypted (secure:); must be a plain value, which the platform reads to decide what to build",
    }));

/** Whether a path leads to a place, or to something in it. */
export const isWithin = (path: Path, place: Path): boolean => place.every((step, index) => path[index] === step);

function isFreeText(path: Path, values: unknown): boolean {
  const schema = propertySchema(path, values);
  return schema?.type === "string" && !schema.pattern && !schema.enum && schema.const === undefined;
}
