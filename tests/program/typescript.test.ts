import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { loadTypeScript } from "../../twin/loadTypeScript";
import { useTemporaryDirectory } from "../helpers/temporaryDirectory";

interface ErasedAtLoad {
  readonly what: "types";
}

describe("TypeScript at load", () => {
  const inDirectory = useTemporaryDirectory();

  it("keeps every line where it is, so that stack traces are right without source maps", () => {
    const made = (erased: ErasedAtLoad) => new Error(erased.what satisfies string);
    const { stack } = made({ what: "types" });
    const lines = readFileSync(__filename, "utf8").split("\n");
    const lineOf = (text: string) => lines.findIndex((line) => line.includes(text)) + 1;
    const expected = [lineOf("new Error("), lineOf("= made(")].map((line) => `typescript\\.test\\.ts:${line}:`);
    assert.match(stack ?? "", new RegExp(expected.join("[^]*")));
  });

  it("is what the file says now, whatever was kept of it", () => {
    const file = inDirectory("program.ts");
    const run = (text: string) => {
      writeFileSync(file, `const text: string = "${text}";\nconsole.log(text);\n`);
      return execFileSync(process.execPath, [...loadTypeScript, file], { encoding: "utf8" }).trim();
    };
    assert.deepEqual(["before", "before", "after"].map(run), ["before", "before", "after"]);
  });
});
