import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { copyPatched } from "../../../twin/toolchain/patchedModule";
import { useTemporaryDirectory } from "../../helpers/temporaryDirectory";

describe("the patched copy of a module", () => {
  const temporary = useTemporaryDirectory();
  const write = (file: string, text: string) => {
    fs.mkdirSync(path.dirname(temporary("module", file)), { recursive: true });
    fs.writeFileSync(temporary("module", file), text, { mode: 0o444 });
  };

  beforeEach(() => {
    write("go.mod", "module example.com/m\n");
    write("pkg/await/await.go", 'import "example.com/v4"\n');
    write("pkg/await/await_test.go", "package await\n");
  });

  it("has one text replaced, is writable, and leaves the tests out", async () => {
    const replacements = { "pkg/await/await.go": ["/v4", "/v6"] as const };
    await copyPatched(temporary("module"), temporary("copy"), { module: "example.com/m", replacements });
    assert.equal(fs.readFileSync(temporary("copy", "pkg/await/await.go"), "utf8"), 'import "example.com/v6"\n');
    assert.equal(fs.readFileSync(temporary("copy", "go.mod"), "utf8"), "module example.com/m\n");
    fs.accessSync(temporary("copy", "go.mod"), fs.constants.W_OK);
    assert.ok(!fs.existsSync(temporary("copy", "pkg/await/await_test.go")));
  });

  it("is refused when the text is not there", async () => {
    const replacements = { "pkg/await/await.go": ["/v5", "/v6"] as const };
    await assert.rejects(
      copyPatched(temporary("module"), temporary("copy"), { module: "example.com/m", replacements }),
      /await\.go must include "\/v5" once to be patched; it does 0 times/,
    );
  });
});
