import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { Environment, findEnvironment } from "../../../twin/environment";
import { type Changes, changedStackFile, stackFilePath } from "../../config/stackText";
import { succeed, twin } from "./twin";

const NAME = "e2e";

/** dev, one minor back: so that there are two minors above it to skip to. */
const versions = (parse(readFileSync(stackFilePath("prod"), "utf8")) as { config: Record<string, unknown> }).config[
  "eks-platform:versions"
];

interface Step {
  readonly op: string;
  readonly urn: string;
}

describe("an environment on the twin", () => {
  const folder = mkdtempSync(join(tmpdir(), "eks-platform-"));
  const stackFile = join(folder, `Pulumi.${NAME}.yaml`);
  const environment = new Environment(NAME, stackFile);
  const write = (changes: Changes = {}) => writeFileSync(stackFile, changedStackFile("dev", { versions, ...changes }));
  const operation = (command: string, ...flags: string[]) =>
    [command, NAME, "--stack-file", stackFile, ...flags] as const;
  const up = operation("up", "--yes", "--skip-preview", "--suppress-outputs");

  const plannedSteps = async (): Promise<Step[]> => {
    const { stdout } = await succeed(...operation("preview", "--json"));
    const { steps } = JSON.parse(stdout.slice(stdout.indexOf("{"))) as { steps: Step[] };
    return steps.filter(({ op }) => op !== "same");
  };
  const deployment = async (namespace: string, name: string) => {
    const { stdout } = await succeed(
      "kubectl",
      NAME,
      "get",
      "deployment",
      name,
      `--namespace=${namespace}`,
      "--output=json",
    );
    return JSON.parse(stdout) as {
      spec: { replicas: number };
      status: { conditions: readonly { type: string; status: string }[] };
    };
  };
  const assertUnchanged = () => succeed(...operation("preview", "--expect-no-changes"));

  before(async () => {
    write();
    await succeed(...up);
  });

  after(async () => {
    // For a run that failed half way: the test of destroy leaves nothing to do here.
    if (existsSync(environment.directory)) {
      await twin("stop", NAME);
      await environment.forget();
    }
    rmSync(folder, { recursive: true });
  });

  it("comes up with its app Available and every node Ready at the pinned release", async () => {
    const { status } = await deployment("hello", "hello");
    assert.equal(status.conditions.find(({ type }) => type === "Available")?.status, "True");

    const { stdout } = await succeed("kubectl", NAME, "get", "nodes", "--output=json");
    const { items } = JSON.parse(stdout) as {
      items: { status: { nodeInfo: { kubeletVersion: string }; conditions: { type: string; status: string }[] } }[];
    };
    assert.equal(items.length, 2);
    for (const { status: node } of items) {
      assert.match(node.nodeInfo.kubeletVersion, /^v1\.35\.8-eks-/);
      assert.equal(node.conditions.find(({ type }) => type === "Ready")?.status, "True");
    }
  });

  it("plans nothing and finds no drift when nothing changed", async () => {
    await assertUnchanged();
    await succeed(...operation("refresh", "--yes", "--skip-preview", "--expect-no-changes"));
  });

  it("never writes to the user's stack file", () => {
    assert.equal(readFileSync(stackFile, "utf8"), changedStackFile("dev", { versions }));
  });

  it("updates one resource when a replica count changes", async () => {
    write({ "apps.hello.replicas": 3 });
    const steps = await plannedSteps();
    assert.deepEqual(
      steps.map(({ op, urn }) => [op, urn.split("::").slice(2).join("::").split("$").at(-1)]),
      [["update", "kubernetes:apps/v1:Deployment::hello"]],
    );
    await succeed(...up);
    assert.equal((await deployment("hello", "hello")).spec.replicas, 3);
  });

  it("refuses to skip a Kubernetes minor, with AWS's code, and changes nothing", async () => {
    write({
      "apps.hello.replicas": 3,
      "versions.kubernetes": "1.37",
      "versions.addons.coredns": "v1.14.7-eksbuild.11", // what the stack file's own rules ask for on 1.37
    });
    const { code, output } = await twin(...up);
    assert.notEqual(code, 0);
    assert.match(output, /UpdateClusterVersion.*InvalidParameterException/);

    write({ "apps.hello.replicas": 3 });
    await assertUnchanged();
  });

  it("refuses a lowered minor while nodes are newer", async () => {
    write({
      "apps.hello.replicas": 3,
      "versions.kubernetes": "1.34",
    });
    const { code, output } = await twin(...up);
    assert.notEqual(code, 0);
    assert.match(output, /nodes\.kubernetes|InvalidParameterException|InvalidRequestException/);

    write({ "apps.hello.replicas": 3 });
    await assertUnchanged();
  });

  it("fails in the preview with credentials of another account", async () => {
    const { code, output } = await twin(...operation("preview", "--account", "999999999999"));
    assert.notEqual(code, 0);
    assert.match(output, /999999999999/);
  });

  it("locks out a principal that no access entry names", async () => {
    write({ "apps.hello.replicas": 4 });
    const stranger = "arn:aws:iam::111111111111:role/stranger";
    const { code, output } = await twin(...up, "--as", stranger);
    assert.notEqual(code, 0);
    assert.match(output, /forbidden: User "arn:aws:iam::111111111111:role\/stranger"/);
    write({ "apps.hello.replicas": 3 });
  });

  it("carries on after its processes were stopped", async () => {
    await succeed("stop", NAME);
    assert.match((await succeed("status", NAME)).output, /kube-apiserver +stopped/);
    assert.equal((await deployment("hello", "hello")).spec.replicas, 3);
    await assertUnchanged();
  });

  it("is destroyed without a trace", async () => {
    const { output } = await succeed(...operation("destroy", "--yes", "--skip-preview"));
    assert.match(output, new RegExp(`Nothing is left of ${NAME}`));
    assert.equal(existsSync(environment.directory), false);
  });
});

describe("environments beside each other", () => {
  it("tells which there are when one is unknown", async () => {
    const { code, output } = await twin("up", "staging");
    assert.equal(code, 2);
    assert.match(output, /There is no environment "staging".*dev, prod/);
    assert.throws(() => findEnvironment("staging"));
  });
});
