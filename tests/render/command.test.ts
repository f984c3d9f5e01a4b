import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type KubernetesObject, objectsIn } from "../../charts/manifests";
import { project } from "../../config/findStackFile";
import { command } from "../../render/command";
import type { Rendered } from "../../render/environment";
import { differences } from "../../render/diff";
import { otherSide, environmentSide } from "../../render/sides";
import { changedStackFile } from "../config/stackText";
import { useTemporaryDirectory } from "../helpers/temporaryDirectory";

const inOrder = (objects: readonly KubernetesObject[]) =>
  objects.toSorted((one, other) => (one.kind + one.metadata.name < other.kind + other.metadata.name ? -1 : 1));

describe("npm run render", () => {
  const folder = useTemporaryDirectory();
  const places = () => ({ project, cache: folder("charts"), output: folder("rendered") });

  async function run(...args: string[]) {
    const [printed, errors]: [string[], string[]] = [[], []];
    const print = { log: (text: string) => printed.push(text), error: (text: string) => errors.push(text) };
    const code = await command(args, print, places());
    return { code, printed: printed.join("\n"), errors: errors.join("\n") };
  }

  it("writes a file for each object, and one for what it can't render", async () => {
    mkdirSync(folder("rendered", "dev"), { recursive: true });
    writeFileSync(folder("rendered", "dev", "gone.yaml"), "");
    const { code, printed } = await run("dev");
    assert.equal(code, 0);
    assert.match(printed, /^dev: \d+ objects in .*\nEKS installs .*coredns v1.*\nNot rendered: .*cluster-autoscaler/);
    const files = readdirSync(folder("rendered", "dev"), { recursive: true, encoding: "utf8" });
    for (const file of ["hello/Deployment.apps-hello.yaml", "_cluster/Namespace-hello.yaml", "_eks/coredns.txt"]) {
      assert.ok(files.includes(file), file);
    }
    assert.ok(!files.includes("gone.yaml"));
    const [deployment] = objectsIn(readFileSync(folder("rendered", "dev", "hello/Deployment.apps-hello.yaml"), "utf8"));
    assert.deepEqual(deployment?.metadata.namespace, "hello");
  });

  it("shows a patch apart from the objects: nobody applies it as one", async () => {
    const { printed } = await run("every-kind", "--json");
    const { objects, patches } = JSON.parse(printed) as Rendered;
    assert.deepEqual(
      patches.map(({ kind, metadata }) => [kind, metadata.name]),
      [["PersistentVolumeClaim", "data-store-0"]],
    );
    assert.ok(!objects.some(({ kind }) => kind === "PersistentVolumeClaim"));
  });

  it("prints the same objects as a stream or as JSON", async () => {
    const stream = objectsIn((await run("dev", "--stdout")).printed);
    const json = JSON.parse((await run("dev", "--json")).printed) as Rendered;
    assert.deepEqual(inOrder(stream), inOrder(json.objects));
    assert.equal(json.notRendered.length, 2);
  });

  it("tells what a promotion would change, with 1, and with 0 that nothing would", async () => {
    const { code, printed } = await run("diff", "dev", "prod");
    assert.equal(code, 1);
    assert.match(
      printed,
      /^--- prod\/hello\/Deployment\.apps-hello\.yaml\n\+\+\+ dev\/hello\/Deployment\.apps-hello\.yaml\n@@/m,
    );
    assert.match(printed, /^-  replicas: 3\n\+  replicas: 2$/m);
    assert.deepEqual((await run("diff", "dev", "dev")).code, 0);
  });

  it("ends with 2 when it is used wrongly or the stack file is broken", async () => {
    assert.match((await run("diff", "dev", "nothing")).errors, /no environment and no commit "nothing"/);
    writeFileSync(folder("Pulumi.dev.yaml"), changedStackFile("dev", { "network.natGateways": "many" }));
    for (const args of [
      ["nothing"],
      ["dev", "--stack-file", folder("Pulumi.dev.yaml")],
      ["diff", "dev", "nothing"],
      ["diff", "dev"],
    ]) {
      assert.equal((await run(...args)).code, 2, args.join(" "));
    }
  });
});

/** As index.ts: its part of the configuration is read on loading. */
const program = `
import * as kubernetes from "@pulumi/kubernetes";
import { config } from "./config/current";
const provider = new kubernetes.Provider("cluster", { kubeconfig: "{}" });
new kubernetes.core.v1.ConfigMap("settings", { metadata: { namespace: "web" }, data: { tags: config } }, { provider });
`;
const current = `
import * as pulumi from "@pulumi/pulumi";
export const config = pulumi.runtime.allConfig()["eks-platform:tags"];
`;

describe("an environment at a commit", () => {
  const folder = useTemporaryDirectory();
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@example.com", ...args], { cwd: folder() });
  const places = () => ({ project: folder(), cache: folder("charts"), output: folder("rendered") });
  const write = (files: Readonly<Record<string, string>>) => {
    for (const [file, text] of Object.entries(files)) writeFileSync(folder(file), text);
  };
  const commit = (files: Readonly<Record<string, string>>) => {
    write(files);
    git("add", "--all");
    git("commit", "--quiet", "--message", "test");
  };

  beforeEach(() => {
    mkdirSync(folder("config"));
    symlinkSync(join(project, "node_modules"), folder("node_modules"));
    git("init", "--quiet", "--initial-branch", "main");
    commit({
      ".gitignore": "node_modules",
      "package-lock.json": "{}",
      "index.ts": program,
      "config/current.ts": current,
      "Pulumi.dev.yaml": changedStackFile("dev", {}),
    });
  });

  async function compare(other: string) {
    const errors: string[] = [];
    const file = folder("Pulumi.dev.yaml");
    const after = await environmentSide("dev", file, places());
    const before = await otherSide("dev", file, other, places(), { error: (text: string) => errors.push(text) });
    return { found: differences(before, after).join("\n"), errors: errors.join("\n") };
  }

  it("is what its own program and stack file make, and leaves nothing behind", async () => {
    assert.deepEqual(await compare("main"), { found: "", errors: "" });
    write({
      "index.ts": program.replace("tags: config", "tags: config, mode: 'calm'"),
      "Pulumi.dev.yaml": changedStackFile("dev", { "tags.owner": "other-team" }),
      "package-lock.json": '{"packages":{}}',
    });
    const { found, errors } = await compare("main");
    const name = "web/ConfigMap-settings-1a2b3c4d.yaml";
    assert.ok(found.startsWith(`--- dev@main/${name}\n+++ dev/${name}\n`), found);
    assert.match(found, /^-  tags: .*"platform-team".*\n\+  mode: calm\n\+  tags: .*"other-team"/m);
    assert.match(errors, /main has another package-lock\.json/);
    assert.equal(git("worktree", "list").toString().trim().split("\n").length, 1);
  });

  it("is empty before the environment was there", async () => {
    git("rm", "--cached", "--quiet", "Pulumi.dev.yaml");
    git("commit", "--quiet", "--message", "without");
    const { found, errors } = await compare("HEAD");
    assert.match(found, /^--- \/dev\/null\n\+\+\+ dev\/web\/ConfigMap/);
    assert.match(errors, /HEAD has no Pulumi\.dev\.yaml/);
  });

  it("is an error that says what fails there", async () => {
    commit({ "index.ts": 'throw new Error("no such zone");' });
    git("checkout", "--quiet", "HEAD^", "--", "index.ts");
    await assert.rejects(compare("main"), /The program of main fails: .*no such zone/s);
  });
});
