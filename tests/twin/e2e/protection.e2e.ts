import assert from "node:assert/strict";
import { knownEnvironments } from "../../../twin/environment";
import { stackFilePath } from "../../config/stackText";
import { succeed, twin } from "./twin";

const NAME = "e2e-protected";

describe("an environment with deletion protection on the twin", () => {
  const operation = (command: string, ...flags: string[]) =>
    [command, NAME, "--stack-file", stackFilePath("prod"), ...flags] as const;

  before(() => succeed(...operation("up", "--yes", "--skip-preview")));
  after(async () => {
    if (knownEnvironments().some(({ name }) => name === NAME)) await twin("forget", NAME);
  });

  it("refuses to be destroyed before anything is deleted", async () => {
    const { code, output } = await twin(...operation("destroy", "--yes"));
    assert.notEqual(code, 0);
    assert.match(output, /cannot be deleted\s+because it is protected/);
    await succeed(...operation("preview", "--expect-no-changes"));
  });

  it("can be forgotten all the same", async () => {
    await succeed("forget", NAME);
    assert.equal(
      knownEnvironments().some(({ name }) => name === NAME),
      false,
    );
  });
});
