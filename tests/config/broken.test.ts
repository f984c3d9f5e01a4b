import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigError, describePath } from "../../config/errors";
import { parseStackFile } from "../../config/stackFile";
import { atLeastOne } from "../helpers/atLeastOne";
import { brokenStackFiles, type BrokenStackFile } from "./broken";

describe("a broken stack file", () => {
  const directory = mkdtempSync(join(tmpdir(), "stack-files-"));
  after(() => rmSync(directory, { recursive: true }));

  const refusal = ({ stack, text }: BrokenStackFile): ConfigError => {
    const file = join(directory, `Pulumi.${stack}.yaml`);
    writeFileSync(file, text());
    try {
      parseStackFile(file);
    } catch (error) {
      if (error instanceof ConfigError) return error;
      throw error;
    }
    throw new Error("the stack file was accepted");
  };

  for (const row of brokenStackFiles) {
    it(`is refused for ${row.title}`, () => {
      const { message, problems } = refusal(row);
      const told = Object.fromEntries(problems.map((problem) => [describePath(problem.path), problem.message]));
      assert.deepEqual(told, row.problems);
      assert.equal(problems.length, Object.keys(row.problems).length, "no place is named twice");
      for (const [place, text] of atLeastOne(Object.entries(row.problems))) {
        assert.ok(message.includes(place) && message.includes(text), `the message lacks ${place}`);
      }
    });
  }

  it("is described in a table without repetition", () => {
    const titles = brokenStackFiles.map(({ title }) => title);
    assert.equal(new Set(titles).size, titles.length);
  });
});
