import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

interface ErasedAtLoad {
  readonly what: "types";
}

describe("TypeScript at load", () => {
  it("keeps every line where it is, so that stack traces are right without source maps", () => {
    const made = (erased: ErasedAtLoad) => new Error(erased.what satisfies string);
    const { stack } = made({ what: "types" });
    const lines = readFileSync(__filename, "utf8").split("\n");
    const lineOf = (text: string) => lines.findIndex((line) => line.includes(text)) + 1;
    const expected = [lineOf("new Error("), lineOf("= made(")].map((line) => `typescript\\.test\\.ts:${line}:`);
    assert.match(stack ?? "", new RegExp(expected.join("[^]*")));
  });
});
