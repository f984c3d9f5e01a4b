import assert from "node:assert/strict";
import * as fs from "node:fs";
import { obtainPlugin } from "../../../twin/toolchain/plugin";
import { useTemporaryDirectory, writeExecutable } from "../../helpers/temporaryDirectory";

/** Installs as the engine does: `plugin install resource <name> <version> ...`. */
const fakeEngine = `
echo "$*" >>"$FAKE_ENGINE/commands"
folder="$PULUMI_HOME/plugins/resource-$4-v$5"
mkdir -p "$folder"
echo half >"$folder/pulumi-resource-$4"
if [ -e "$FAKE_ENGINE/fails" ]; then echo "Will retry" >&2; echo "error: 404 HTTP error" >&2; exit 1; fi
chmod +x "$folder/pulumi-resource-$4"`;

describe("an official plugin", () => {
  const temporary = useTemporaryDirectory();
  const { EKS_PLATFORM_CACHE } = process.env;
  let lines: string[];
  beforeEach(() => {
    lines = [];
    process.env.EKS_PLATFORM_CACHE = temporary("cache");
    process.env.FAKE_ENGINE = temporary();
    writeExecutable(temporary("pulumi"), fakeEngine);
  });
  afterEach(() => {
    delete process.env.FAKE_ENGINE;
    if (EKS_PLATFORM_CACHE === undefined) delete process.env.EKS_PLATFORM_CACHE;
    else process.env.EKS_PLATFORM_CACHE = EKS_PLATFORM_CACHE;
  });

  const obtain = (answers = true) =>
    obtainPlugin(
      () => Promise.resolve(temporary("pulumi")),
      { name: "kubernetes", version: "4.34.2" },
      {
        progress: (tool, message, goesOn) => goesOn || lines.push(`${tool}: ${message}`),
        probe: () => Promise.resolve(answers),
      },
    );
  const commands = () =>
    fs.existsSync(temporary("commands")) ? fs.readFileSync(temporary("commands"), "utf8").trim().split("\n") : [];

  it("is installed by the engine, once", async () => {
    const file = await obtain();
    assert.match(file ?? "", /cache\/tools\/pulumi-resource-kubernetes\/v4\.34\.2-[^/]*\/pulumi-resource-kubernetes$/);
    fs.accessSync(file ?? "", fs.constants.X_OK);
    assert.equal(await obtain(), file);
    assert.deepEqual(commands(), ["plugin install resource kubernetes 4.34.2 --exact --non-interactive"]);
    assert.match(lines.join("\n"), /^pulumi-resource-kubernetes: 4\.34\.2 installed in \d+:\d\d$/);
  });

  it("is not kept half installed, and its absence is said", async () => {
    fs.writeFileSync(temporary("fails"), "");
    assert.equal(await obtain(), undefined);
    assert.deepEqual(lines, ["pulumi-resource-kubernetes: 4.34.2 can't be installed: error: 404 HTTP error"]);
    fs.rmSync(temporary("fails"));
    assert.ok(await obtain());
  });

  it("is not asked for where its server does not answer", async () => {
    assert.equal(await obtain(false), undefined);
    assert.deepEqual(commands(), []);
  });
});
