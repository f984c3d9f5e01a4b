import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { version as eksVersion } from "@pulumi/eks/package.json";
import { version as kubernetesVersion } from "@pulumi/kubernetes/package.json";
import {
  describePlugins,
  findOfficialPlugins,
  installPlugins,
  standInsBeside,
} from "../../../twin/commands/officialPlugins";
import { loadTypeScript } from "../../../twin/loadTypeScript";
import { useTemporaryDirectory, writeExecutable } from "../../helpers/temporaryDirectory";

describe("official plugins", () => {
  const temporary = useTemporaryDirectory();
  const { PATH, PULUMI_HOME } = process.env;

  beforeEach(() => {
    process.env.PULUMI_HOME = temporary("home");
    process.env.PATH = [temporary("bin"), PATH].join(path.delimiter);
  });
  afterEach(() => {
    process.env.PATH = PATH;
    delete process.env.PULUMI_HOME;
    if (PULUMI_HOME !== undefined) process.env.PULUMI_HOME = PULUMI_HOME;
  });

  const installed = (name: string, version: string) =>
    temporary("home", "plugins", `resource-${name}-v${version}`, `pulumi-resource-${name}`);
  const find = async () => (await findOfficialPlugins(["kubernetes", "eks"])).map(({ executable }) => executable);

  it("are found in the user's plugin folder, in the version that the program asks for", async () => {
    writeExecutable(installed("eks", "4.2.0"), "");
    assert.deepEqual(await find(), []);
    writeExecutable(installed("eks", eksVersion), "");
    assert.deepEqual(await find(), [installed("eks", eksVersion)]);
  });

  it("do not count while the engine installs them", async () => {
    writeExecutable(installed("eks", eksVersion), "");
    fs.writeFileSync(`${path.dirname(installed("eks", eksVersion))}.partial`, "");
    assert.deepEqual(await find(), []);
  });

  it("are found on PATH by the version that they tell", async function () {
    this.timeout(60_000);
    // The stand-ins' server tells the version of eks.
    const server = [process.execPath, ...loadTypeScript, path.resolve("twin/components/main.ts")];
    const command = `exec ${server.map((word) => `'${word}'`).join(" ")}`;
    writeExecutable(temporary("bin", "pulumi-resource-eks"), command);
    writeExecutable(temporary("bin", "pulumi-resource-kubernetes"), command);
    assert.deepEqual(await find(), [temporary("bin", "pulumi-resource-eks")]);
  });

  it("that do not start count as none", async () => {
    writeExecutable(temporary("bin", "pulumi-resource-eks"), "exit 1");
    assert.deepEqual(await find(), []);
  });

  it("are linked file by file into the engine's plugin folder, in place of what was there", () => {
    const executable = installed("kubernetes", kubernetesVersion);
    writeExecutable(executable, "");
    fs.writeFileSync(path.join(path.dirname(executable), "PulumiPlugin.yaml"), "");
    fs.mkdirSync(temporary("engine", "plugins", "resource-eks-v1.0.0"), { recursive: true });
    installPlugins([{ name: "kubernetes", executable }], temporary("engine"));
    const folders = fs.readdirSync(temporary("engine", "plugins")).sort();
    // The components of eks ask for an older one.
    assert.deepEqual(folders, ["resource-kubernetes-v4.19.0", `resource-kubernetes-v${kubernetesVersion}`]);
    for (const folder of folders) {
      assert.ok(fs.lstatSync(temporary("engine", "plugins", folder)).isDirectory());
      const file = temporary("engine", "plugins", folder, "pulumi-resource-kubernetes");
      assert.equal(fs.realpathSync(file), fs.realpathSync(executable));
    }
  });

  it("are told apart from the stand-ins in one line", () => {
    const eks = { name: "eks" as const, executable: "" };
    assert.deepEqual(standInsBeside([eks]), ["awsx"]);
    assert.match(
      describePlugins([]),
      /official plugins for kubernetes [\d.]+; stand-ins for awsx [\d.]+ and eks [\d.]+\.$/,
    );
    assert.match(
      describePlugins([eks]),
      /official plugins for kubernetes [\d.]+ and eks [\d.]+; stand-ins for awsx [\d.]+\.$/,
    );
  });
});
