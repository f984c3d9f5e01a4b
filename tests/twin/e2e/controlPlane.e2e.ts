import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import { promisify } from "node:util";
import { ControlPlane, installAwsShim, kwokNodeAnnotation } from "../../../twin/controlPlane";
import { inspectProcess } from "../../../twin/processes/processTable";
import { ensureControlPlaneTools, type ControlPlaneTools } from "../../../twin/toolchain";
import { atLeastOne } from "../../helpers/atLeastOne";
import { useTemporaryDirectory } from "../../helpers/temporaryDirectory";
import { until } from "../../helpers/until";
import { loadTypeScript } from "../../../twin/loadTypeScript";

describe("control plane", () => {
  // Before the folder goes, for hooks run in this order: its records are how the processes are found.
  afterEach(() => create().destroyData());
  const temporary = useTemporaryDirectory();
  const create = () => new ControlPlane(temporary("controlPlane"));
  let older: ControlPlaneTools;
  let newer: ControlPlaneTools;
  let newest: ControlPlaneTools;

  before("build the tools", async () => {
    const progress = (tool: string, message: string) => console.log(`${tool}: ${message}`);
    older = await ensureControlPlaneTools("1.35", progress);
    newer = await ensureControlPlaneTools("1.36", progress);
    newest = await ensureControlPlaneTools("1.37", progress);
  });

  const kubectl = async (...args: string[]) => {
    const { stdout } = await promisify(execFile)(newer.kubectl, [
      "--kubeconfig",
      create().adminKubeconfigPath,
      ...args,
    ]);
    return stdout;
  };
  const pidsByName = async () => new Map((await create().status()).processes.map(({ name, pid }) => [name, pid]));
  const pids = async () => [...(await pidsByName()).values()];
  const assertGone = async (ids: readonly (number | undefined)[]) => {
    for (const pid of atLeastOne(ids)) assert.equal(pid && (await inspectProcess(pid)), undefined);
  };

  it("runs pods, carries its objects through a stop and an upgrade, and leaves no process", async () => {
    await create().start("1.35", older, { instantPods: true });
    const { endpoint } = create();
    await kubectl("apply", "-f", writeNode());
    await kubectl("wait", "--for=condition=Ready", "node/ip-10-0-1-5", "--timeout=20s");
    await kubectl("create", "deployment", "web", "--image=nginx", "--replicas=2");
    await kubectl("wait", "--for=condition=Available", "deployment/web", "--timeout=30s");
    const node = JSON.parse(await kubectl("get", "node/ip-10-0-1-5", "-o", "json")) as {
      status: { nodeInfo: { kubeletVersion: string }; allocatable: object; capacity: object };
    };
    assert.equal(node.status.nodeInfo.kubeletVersion, "v1.34.4-eks-0123456");
    assert.deepEqual(node.status.allocatable, { cpu: "1930m", memory: "7000Mi", pods: "29" });
    assert.deepEqual(node.status.capacity, { cpu: "2", memory: "7900Mi", pods: "29" });

    const before = await pids();
    assert.ok(atLeastOne(before).every((pid) => pid !== undefined));
    await create().start("1.35", older);
    assert.deepEqual(await pids(), before, "a control plane that runs is left alone");

    await create().start("1.36", newer);
    assert.match(await kubectl("version"), /Server Version: v1\.36\./);
    assert.equal((await create().status()).minor, "1.36");
    await create().stop();
    await assertGone(before);
    assert.ok((await pids()).every((pid) => pid === undefined));

    await create().start("1.36", newer);
    assert.equal(create().endpoint, endpoint);
    await kubectl("wait", "--for=condition=Available", "deployment/web", "--timeout=30s");
  });

  it("follows to the newest minor, whose components may know fewer settings", async () => {
    await create().start("1.36", newer);
    await create().start("1.37", newest);
    assert.match(await kubectl("version"), /Server Version: v1\.37\./);
    await kubectl("apply", "-f", writeNode());
    await kubectl("create", "deployment", "web", "--image=nginx");
    await kubectl("wait", "--for=condition=Available", "deployment/web", "--timeout=30s");
  });

  it("starts again what has died, and only that", async () => {
    await create().start("1.36", newer);
    const before = await pidsByName();
    const killed = before.get("kube-scheduler");
    assert.ok(killed);
    process.kill(killed, "SIGKILL");
    await until(async () => (await pidsByName()).get("kube-scheduler") === undefined);
    await create().start("1.36", newer);
    const after = await pidsByName();
    assert.ok(after.get("kube-scheduler"));
    before.delete("kube-scheduler");
    after.delete("kube-scheduler");
    assert.deepEqual(after, before);
  });

  it("lets in who has a certificate, with the rights that RBAC gives", async () => {
    const deployer = "arn:aws:iam::111111111111:role/platform-deployer";
    await create().start("1.36", newer);
    installAwsShim(temporary("bin"), create());
    const kubeconfig = temporary("kubeconfig.yaml");
    fs.writeFileSync(kubeconfig, execKubeconfig(create()));
    const asDeployer = async (...args: string[]) =>
      promisify(execFile)(newer.kubectl, ["--kubeconfig", kubeconfig, ...args], {
        env: { PATH: `${temporary("bin")}:${process.env.PATH}`, HOME: temporary(), TWIN_CALLER_ARN: deployer },
      });
    await assert.rejects(
      asDeployer("get", "namespaces"),
      /User "arn:aws:iam::111111111111:role\/platform-deployer" cannot list/,
    );
    await kubectl("create", "clusterrolebinding", "deployer", "--clusterrole=cluster-admin", `--user=${deployer}`);
    assert.match((await asDeployer("get", "namespaces")).stdout, /kube-system/);
  });

  it("leaves no process when the command that starts it is interrupted", async () => {
    const script = `
      const { ControlPlane } = require(${JSON.stringify(require.resolve("../../../twin/controlPlane"))});
      new ControlPlane(process.argv[1]).start("1.36", JSON.parse(process.argv[2]));`;
    const command = spawn(
      process.execPath,
      [...loadTypeScript, "-e", script, temporary("controlPlane"), JSON.stringify(newer)],
      { stdio: "inherit" },
    );
    const ended = once(command, "exit");
    await until(async () => (await pidsByName()).get("kube-apiserver"));
    const started = await pids();
    command.kill("SIGINT");
    assert.deepEqual(await ended, [null, "SIGINT"]);
    await until(async () => (await pids()).every((pid) => pid === undefined));
    await assertGone(started);
  });

  function writeNode(): string {
    const file = temporary("node.json");
    const amounts = { memory: "7900Mi", pods: "29" };
    fs.writeFileSync(
      file,
      JSON.stringify({
        apiVersion: "v1",
        kind: "Node",
        metadata: { name: "ip-10-0-1-5", annotations: { [kwokNodeAnnotation.key]: kwokNodeAnnotation.value } },
        status: {
          capacity: { cpu: "2", ...amounts },
          allocatable: { cpu: "1930m", ...amounts, memory: "7000Mi" },
          nodeInfo: {
            architecture: "amd64",
            bootID: "",
            containerRuntimeVersion: "containerd://2.1.5",
            kernelVersion: "6.12.46-66.121.amzn2023.x86_64",
            kubeProxyVersion: "",
            kubeletVersion: "v1.34.4-eks-0123456",
            machineID: "",
            operatingSystem: "linux",
            osImage: "Amazon Linux 2023",
            systemUUID: "",
          },
        },
      }),
    );
    return file;
  }
});

/** A kubeconfig as EKS has it: the credential comes from `aws eks get-token`. */
function execKubeconfig(controlPlane: ControlPlane): string {
  const cluster = {
    server: controlPlane.endpoint,
    "certificate-authority-data": controlPlane.certificateAuthorityData,
  };
  const exec = {
    apiVersion: "client.authentication.k8s.io/v1beta1",
    command: "aws",
    args: ["eks", "get-token", "--cluster-name", "demo"],
    interactiveMode: "Never",
  };
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "demo", cluster }],
    users: [{ name: "demo", user: { exec } }],
    contexts: [{ name: "demo", context: { cluster: "demo", user: "demo" } }],
    "current-context": "demo",
  });
}
