import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { linksOf, pages, project, tableLinesOf } from "./pages";
import { firstLineNotPrinted } from "./shown";

/** Columns of a usual terminal or half a screen. */
const screenWidth = 110;

const isLocal = (target: string) => !/^(https?:|#)/.test(target);

describe("the documentation", () => {
  const all = pages();

  it("links to files that exist", () => {
    const targets = all.flatMap((page) =>
      linksOf(page)
        .filter(isLocal)
        .map((target) => join(dirname(page.file), target.split("#")[0] ?? "")),
    );
    assert.ok(targets.length > 0);
    assert.deepEqual(
      targets.filter((target) => !existsSync(join(project, target))),
      [],
    );
  });

  it("leads from the README to every page", () => {
    const reached = new Set(["README.md"]);
    const visit = (file: string) => {
      const page = all.find((candidate) => candidate.file === file);
      for (const target of page ? linksOf(page).filter(isLocal) : []) {
        const next = join(dirname(file), target.split("#")[0] ?? "");
        if (reached.has(next)) continue;
        reached.add(next);
        visit(next);
      }
    };
    visit("README.md");
    assert.deepEqual(
      all.map(({ file }) => file).filter((file) => !reached.has(file)),
      [],
    );
  });

  it("has no table wider than a screen", () => {
    const wide = all.flatMap((page) =>
      tableLinesOf(page)
        .filter((line) => line.length > screenWidth)
        .map((line) => `${page.file}: ${line.slice(0, 60)}`),
    );
    assert.deepEqual(wide, []);
  });

  it("lists every example stack file", () => {
    const text = all.map((page) => page.text).join("\n");
    const examples = readdirSync(join(project, "tests", "stacks"));
    assert.ok(examples.length > 0);
    assert.deepEqual(
      examples.filter((example) => !text.includes(`tests/stacks/${example}`)),
      [],
    );
  });

  it("needs no more than a screen and a half in the README", () => {
    const readme = all.find(({ file }) => file === "README.md");
    assert.ok(readme && readme.text.split("\n").length <= 90);
  });
});

describe("output that a page shows", () => {
  it("may leave out lines and parts of lines", () => {
    assert.equal(firstLineNotPrinted(["a  1", "...", "b ... c"], "x\n a 1\ny\nb 27 c\n"), undefined);
  });

  it("keeps its order", () => {
    assert.equal(firstLineNotPrinted(["b", "a"], "a\nb\n"), "a");
  });

  it("is taken literally but for the dots", () => {
    assert.equal(firstLineNotPrinted(["a.c (1)"], "abc (1)"), "a.c (1)");
  });
});
