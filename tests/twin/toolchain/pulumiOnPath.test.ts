import assert from "node:assert/strict";
import * as fs from "node:fs";
import { pulumiOnPath } from "../../../twin/toolchain/pulumiOnPath";
import { useTemporaryDirectory, writeExecutable } from "../../helpers/temporaryDirectory";

describe("pulumi on PATH", () => {
  const temporary = useTemporaryDirectory();
  const found = () => pulumiOnPath(temporary("bin"));

  it("is taken when it is as new as the SDK", async () => {
    writeExecutable(temporary("bin", "pulumi"), "echo v3.248.0");
    assert.equal(await found(), temporary("bin", "pulumi"));
  });

  it("is left alone when it is older, of another major or does not run", async () => {
    for (const body of ["echo v3.247.1", "echo v4.0.0", "echo 'no version set' >&2; exit 126"]) {
      writeExecutable(temporary("bin", "pulumi"), body);
      assert.equal(await found(), undefined, body);
    }
  });

  it("must be an executable file", async () => {
    assert.equal(await found(), undefined);
    fs.mkdirSync(temporary("bin", "pulumi"), { recursive: true });
    assert.equal(await found(), undefined);
  });
});
