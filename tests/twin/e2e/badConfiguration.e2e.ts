import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LanguageHost, serveLanguageHost } from "../../../twin/engine/languageHost";
import { Pulumi } from "../../../twin/engine/pulumi";
import { prepareWorkspace } from "../../../twin/engine/workspace";
import { Environment } from "../../../twin/environment";
import { ensurePulumi } from "../../../twin/toolchain";
import { brokenStackFiles, type BrokenStackFile } from "../../config/broken";

/** Unit tests read the whole table; one mistake of each section goes through the engine as well, which takes seconds for each. */
const rows = [...new Map(brokenStackFiles.map((row) => [sectionsOf(row), row])).values()];

/** `dev eks-platform:network.cidrBlock` */
function sectionsOf({ stack, problems }: BrokenStackFile): string {
  const sections = Object.keys(problems).map((place) => place.split(/[.[]/).slice(0, 2).join("."));
  return [stack, ...sections.sort()].join(" ");
}

describe("a broken stack file on the real engine", () => {
  const folder = mkdtempSync(join(tmpdir(), "broken stack#files-"));
  let languageHost: LanguageHost;
  let executable: string;

  before(async () => {
    languageHost = await serveLanguageHost();
    executable = (await ensurePulumi(() => undefined)).pulumi;
  });
  after(() => {
    languageHost.stop();
    rmSync(folder, { recursive: true });
  });

  it("is tried for at least 25 mistakes", () => {
    assert.ok(rows.length >= 25, `${rows.length}`);
  });

  for (const { title, stack, text, problems } of rows) {
    it(`stops an up that has ${title}`, async () => {
      const stackFile = join(folder, `Pulumi.${stack}.yaml`);
      writeFileSync(stackFile, text());
      // No provider is attached: a resource that got as far as one would end with another error.
      const environment = new Environment(stack, stackFile, join(folder, "twin"));
      prepareWorkspace(environment);
      const pulumi = new Pulumi(executable, environment, { languageHost: languageHost.port, providers: {} }, {});
      await pulumi.ensureStack();

      const { code, stdout } = await pulumi.capture(["up", "--stack", stack, "--yes", "--skip-preview"]);
      assert.notEqual(code, 0);
      for (const [place, message] of Object.entries(problems)) {
        assert.ok(stdout.includes(place) && stdout.includes(message), `${place} ${message} is not told in:\n${stdout}`);
      }
      assert.doesNotMatch(stdout, /^ +at .*:\d+:\d+/m, "a stack trace is no help to who edits a stack file");
      assert.deepEqual(pulumi.customResources(), []);
    });
  }
});
