import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { ensureDefinitions } from "../../../twin/toolchain/definitions";
import { useTemporaryDirectory, writeExecutable } from "../../helpers/temporaryDirectory";

const fakeGo = `
case "$1 $2" in
  "env GOVERSION") echo go1.26.8 ;;
  "mod download") echo "$4" >>"$FAKE_GO/commands"; echo "{\\"GoMod\\": \\"/dev/null\\", \\"Dir\\": \\"$FAKE_GO/module\\"}" ;;
esac`;

describe("the definitions of a project", () => {
  const temporary = useTemporaryDirectory();
  const { PATH, EKS_PLATFORM_CACHE } = process.env;
  beforeEach(() => {
    process.env.PATH = `${temporary("bin")}:${PATH}`;
    process.env.EKS_PLATFORM_CACHE = temporary("cache");
    process.env.FAKE_GO = temporary();
    writeExecutable(temporary("bin", "go"), fakeGo);
  });
  afterEach(() => {
    process.env.PATH = PATH;
    delete process.env.FAKE_GO;
    if (EKS_PLATFORM_CACHE === undefined) delete process.env.EKS_PLATFORM_CACHE;
    else process.env.EKS_PLATFORM_CACHE = EKS_PLATFORM_CACHE;
  });

  it("come from its Go module where its repository does not answer, once", async () => {
    const folder = temporary("module", "config", "crd", "standard");
    fs.mkdirSync(folder, { recursive: true });
    const { files } = (await import("../../../twin/toolchain/tool-versions.json")).definitions["gateway-api"];
    for (const file of Object.keys(files)) fs.writeFileSync(path.join(folder, file), file, { mode: 0o444 });
    const options = { progress: () => undefined, probe: () => Promise.resolve(false) };
    for (let time = 0; time < 2; time++) {
      const found = await ensureDefinitions("gateway-api", options);
      for (const file of Object.keys(files)) assert.equal(fs.readFileSync(path.join(found, file), "utf8"), file);
    }
    assert.equal(fs.readFileSync(temporary("commands"), "utf8"), "sigs.k8s.io/gateway-api@v1.6.3\n");
  });
});
