import assert from "node:assert/strict";

/** The items, of which there must be some: a loop over none asserts nothing. */
export function atLeastOne<Item>(items: Iterable<Item>): Item[] {
  const all = [...items];
  assert.notEqual(all.length, 0, "there is none to look at");
  return all;
}
