import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { findEnvironment } from "../../../twin/environment";
import { stackFilePath, type StackName } from "../../config/stackText";
import { type Condition, Rehearsal } from "./rehearsal";
import { succeed, twin } from "./twin";

const NAME = "e2e";

const versionsOf = (stack: StackName): unknown =>
  (parse(readFileSync(stackFilePath(stack), "utf8")) as { config: Record<string, unknown> }).config[
    "eks-platform:versions"
  ];

/** dev, one minor back: so that there are two minors above it to skip to. */
const versions = versionsOf("prod");

interface Deployment {
  readonly spec: { readonly replicas: number };
  readonly status: { readonly conditions: readonly Condition[] };
}

interface NodeList {
  readonly items: readonly {
    readonly status: { readonly nodeInfo: { readonly kubeletVersion: string }; readonly conditions: Condition[] };
  }[];
}

describe("an environment on the twin", () => {
  const dev = new Rehearsal(NAME, stackFilePath("dev"));
  const hello = () => dev.get<Deployment>("deployment", "hello", "--namespace=hello");
  const assertNodesReady = async (kubelet: RegExp) => {
    const { items } = await dev.get<NodeList>("nodes");
    assert.equal(items.length, 2);
    for (const { status: node } of items) {
      assert.match(node.nodeInfo.kubeletVersion, kubelet);
      assert.equal(node.conditions.find(({ type }) => type === "Ready")?.status, "True");
    }
  };

  before(async () => {
    dev.write({ versions });
    await dev.up();
  });
  after(() => dev.discard());

  it("comes up with its app Available and every node Ready at the pinned release", async () => {
    const { status } = await hello();
    assert.equal(status.conditions.find(({ type }) => type === "Available")?.status, "True");
    await assertNodesReady(/^v1\.35\.8-eks-/);
  });

  it("plans nothing and finds no drift when nothing changed", async () => {
    await dev.assertUnchanged();
    await dev.succeed("refresh", "--yes", "--skip-preview", "--expect-no-changes");
  });

  it("never writes to the user's stack file", () => {
    assert.equal(readFileSync(dev.stackFile, "utf8"), dev.text({ versions }));
  });

  // The engine does not write such a file whole, and one that a kill left empty makes the state unreadable.
  it("keeps no file of attributes beside its state", () => {
    const files = readdirSync(dev.environment.backendDirectory, { recursive: true, encoding: "utf8" });
    assert.ok(files.some((file) => file.endsWith(`${NAME}.json`)));
    assert.deepEqual(
      files.filter((file) => file.endsWith(".attrs")),
      [],
    );
  });

  it("updates one resource when a replica count changes", async () => {
    dev.write({ versions, "apps.hello.replicas": 3 });
    assert.deepEqual(await dev.plannedSteps(), [{ op: "update", resource: "kubernetes:apps/v1:Deployment::hello" }]);
    await dev.up();
    assert.equal((await hello()).spec.replicas, 3);
  });

  it("refuses to skip a Kubernetes minor, with AWS's code, and changes nothing", async () => {
    dev.write({
      versions,
      "apps.hello.replicas": 3,
      "versions.kubernetes": "1.37",
      // What the stack file's own rules ask for on 1.37.
      "versions.addons.coredns": "v1.14.7-eksbuild.11",
      "versions.addons.cluster-autoscaler": undefined,
    });
    const { code, output } = await dev.tryUp();
    assert.notEqual(code, 0);
    assert.match(output, /UpdateClusterVersion.*InvalidParameterException/);

    // The provider says of an update that failed what it has sent, and the engine keeps it until it reads the cluster.
    dev.write({ versions, "apps.hello.replicas": 3 });
    assert.deepEqual(
      (await dev.plannedSteps()).map(({ op }) => op),
      ["update"],
    );
    await dev.succeed("refresh", "--yes", "--skip-preview");
    await dev.assertUnchanged();
  });

  it("refuses a lowered minor while the stack file's nodes are newer", async () => {
    dev.write({ versions, "apps.hello.replicas": 3, "versions.kubernetes": "1.34" });
    const { code, output } = await dev.tryUp();
    assert.notEqual(code, 0);
    assert.match(
      output,
      /versions\.nodes\.kubernetes\s+is "1\.35"; must not be newer than the control plane \(1\.34\)/,
    );
  });

  it("is upgraded by its versions alone, and not taken back while nodes are newer", async () => {
    dev.write({ "apps.hello.replicas": 3 });
    await dev.up();
    await assertNodesReady(/^v1\.36\.4-eks-/);

    dev.write({ versions, "apps.hello.replicas": 3 });
    const { code, output } = await dev.tryUp();
    assert.notEqual(code, 0);
    assert.match(output, /UpdateClusterVersion.*InvalidStateException.*system.* newer than 1\.35/);

    dev.write({ "apps.hello.replicas": 3 });
    await dev.succeed("refresh", "--yes", "--skip-preview");
    await dev.assertUnchanged();
  });

  it("fails in the preview with credentials of another account", async () => {
    const { code, output } = await dev.run("preview", "--account", "999999999999");
    assert.notEqual(code, 0);
    assert.match(output, /999999999999/);
  });

  it("locks out a principal that no access entry names", async () => {
    dev.write({ "apps.hello.replicas": 4 });
    const { code, output } = await dev.tryUp("--as", "arn:aws:iam::111111111111:role/stranger");
    assert.notEqual(code, 0);
    assert.match(output, /credentials are of \S+assumed-role\/stranger\/\S+, which is not account\.deployerRoleArn/);
    dev.write({ "apps.hello.replicas": 3 });
  });

  it("ends an operation that waits for an Ingress in vain, and says in the scheduler's words why no node takes a pod", async () => {
    await succeed("kubectl", NAME, "create", "ingress", "web", "--class=nginx", "--rule=/=web:80");
    dev.write({ "apps.hello.replicas": 3, "apps.hello.requests.cpu": "1700m" });
    const { code, output } = await dev.tryUp();
    assert.notEqual(code, 0);
    assert.match(output, /hello\/hello-\S+: 0\/2 nodes are available: 2 Insufficient cpu/);
    assert.match(output, /Ingress default\/web gets no address: the cluster has no IngressClass nginx/);

    await succeed("kubectl", NAME, "delete", "ingress", "web");
    dev.write({ "apps.hello.replicas": 3 });
    await dev.up();
    await dev.assertUnchanged();
  });

  it("carries on after its processes were stopped", async () => {
    await succeed("stop", NAME);
    assert.match((await succeed("status", NAME)).output, /kube-apiserver +stopped/);
    assert.equal((await hello()).spec.replicas, 3);
    await dev.assertUnchanged();
  });

  it("is destroyed without a trace", async () => {
    const { output } = await dev.succeed("destroy", "--yes", "--skip-preview");
    assert.match(output, new RegExp(`Nothing is left of ${NAME}`));
    assert.equal(existsSync(dev.environment.directory), false);
  });
});

describe("environments beside each other", () => {
  it("tells which there are when one is unknown", async () => {
    const { code, output } = await twin("up", "nowhere");
    assert.equal(code, 2);
    assert.match(output, /There is no environment "nowhere".*\bdev\b.*\bprod\b/);
    assert.throws(() => findEnvironment("nowhere"));
  });
});
