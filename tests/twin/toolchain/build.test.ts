import assert from "node:assert/strict";
import * as fs from "node:fs";
import { build } from "../../../twin/toolchain/build";
import {
  etcd,
  type GoTool,
  kubernetes,
  kubernetesProvider,
  kwok,
  kwokStageFiles,
  pulumi,
} from "../../../twin/toolchain/goTool";
import { sharedMinor } from "../../../twin/toolchain/versions";
import { useTemporaryDirectory, writeExecutable } from "../../helpers/temporaryDirectory";

/** Answers as go does, and notes the commands. */
const fakeGo = `
echo "$CGO_ENABLED $GOFLAGS $*" >>"$FAKE_GO/commands"
case "$1 $2" in
  "env GOVERSION") echo go1.26.8 ;;
  "mod download") echo "{\\"GoMod\\": \\"$FAKE_GO/module/go.mod\\", \\"Dir\\": \\"$FAKE_GO/module\\"}" ;;
  "build "*) echo "$5" >flags; touch "$7" ;;
esac`;

describe("build of a tool", () => {
  const temporary = useTemporaryDirectory();
  const { PATH } = process.env;
  beforeEach(() => {
    writeExecutable(temporary("bin", "go"), fakeGo);
    fs.mkdirSync(temporary("module"));
    fs.writeFileSync(
      temporary("module", "go.mod"),
      "module k8s.io/kubernetes\n\nreplace (\n\tk8s.io/api => ./staging/src/k8s.io/api\n\tk8s.io/kubectl => ./staging/src/k8s.io/kubectl\n\tk8s.io/other => ../other\n)\n",
    );
    fs.mkdirSync(temporary("build"));
    process.env.PATH = `${temporary("bin")}:${PATH}`;
    process.env.FAKE_GO = temporary();
  });
  afterEach(() => {
    process.env.PATH = PATH;
    delete process.env.FAKE_GO;
  });

  const read = (...names: string[]) => fs.readFileSync(temporary(...names), "utf8");
  const silent = () => undefined;

  it("asks for the pinned modules and sets the tool's version", async () => {
    await build(pulumi(), temporary("build"), silent);
    assert.match(read("build", "go.mod"), /^require github\.com\/pulumi\/pulumi\/sdk\/v3 v3\.259\.0$/m);
    assert.match(
      read("build", "flags"),
      /-X github\.com\/pulumi\/pulumi\/sdk\/v3\/go\/common\/version\.Version=v3\.259\.0/,
    );
    assert.match(
      read("commands"),
      /^0 -mod=mod build -trimpath .* -o pulumi github\.com\/pulumi\/pulumi\/pkg\/v3\/cmd\/pulumi$/m,
    );
  });

  it("takes Kubernetes' staging modules in the release that belongs to it", async () => {
    await build(kubernetes("kube-apiserver", "1.35"), temporary("build"), silent);
    assert.deepEqual(read("build", "go.mod").match(/^(require|replace) .*$/gm), [
      "require k8s.io/kubernetes v1.35.4",
      "replace k8s.io/api => k8s.io/api v0.35.4",
      "replace k8s.io/kubectl => k8s.io/kubectl v0.35.4",
    ]);
    assert.match(read("build", "flags"), /gitVersion=v1\.35\.4 .*gitMajor=1 .*gitMinor=35/);
  });

  it("resolves the same modules for all tools, so that what they share is compiled once", async () => {
    const modules = async (tool: GoTool, folder: string) => {
      fs.mkdirSync(temporary(folder));
      await build(tool, temporary(folder), silent);
      return read(folder, "go.mod").replace(/^replace .* => \.\/patched$\n/m, "");
    };
    const ofPulumi = await modules(pulumi(), "pulumi");
    assert.match(ofPulumi, /^replace k8s\.io\/api => k8s\.io\/api v0\.36\.3$/m);
    const others = [kubernetesProvider(), kubernetes("kube-apiserver", sharedMinor), etcd()];
    for (const [index, tool] of others.entries()) assert.equal(await modules(tool, `other-${index}`), ofPulumi);
  });

  it("compiles the official Kubernetes provider with a main package of our own", async () => {
    await build(kubernetesProvider(), temporary("build"), silent);
    assert.match(read("build", "go.mod"), /pulumi-kubernetes\/provider\/v4 => \.\/patched$/m);
    assert.match(read("build", "main.go"), /provider\.Serve\("kubernetes"/);
    assert.match(read("build", "flags"), /-X main\.version=4\.34\.2$/m);
    assert.match(read("commands"), / build -trimpath .* -o pulumi-resource-kubernetes \.$/m);
  });

  it("keeps kwok's stages beside it, writable", async () => {
    for (const file of kwokStageFiles) {
      fs.mkdirSync(temporary("module", file, ".."), { recursive: true });
      fs.writeFileSync(temporary("module", file), "kind: Stage\n", { mode: 0o444 });
    }
    await build(kwok(), temporary("build"), silent);
    assert.equal(read("build", "node-initialize.yaml"), "kind: Stage\n");
    fs.accessSync(temporary("build", "node-initialize.yaml"), fs.constants.W_OK);
  });

  it("says what it does, for which tool, and for how long", async () => {
    const messages: string[] = [];
    await build(etcd(), temporary("build"), (tool, message) => messages.push(`${tool}: ${message}`));
    assert.match(
      messages[0] ?? "",
      /^etcd: building 3\.6\.8, once, about 1 min on two cores · \d+:\d\d · resolving modules$/,
    );
    assert.match(messages.at(-1) ?? "", /^etcd: 3\.6\.8 built in \d+:\d\d$/);
  });
});
