import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as net from "node:net";
import { ControlPlane } from "../../../twin/controlPlane";
import { commands } from "../../../twin/controlPlane/components";
import { componentNames, ControlPlaneFiles } from "../../../twin/controlPlane/files";
import type { State } from "../../../twin/controlPlane/state";
import type { ControlPlaneTools } from "../../../twin/toolchain";
import { useTemporaryDirectory, writeExecutable } from "../../helpers/temporaryDirectory";
import { until } from "../../helpers/until";

describe("control plane without its tools", () => {
  // Before the folder goes, for hooks run in this order: its records are how the processes are found.
  afterEach(() => create().destroyData());
  const temporary = useTemporaryDirectory();
  const create = () => new ControlPlane(temporary("controlPlane"));
  const files = () => new ControlPlaneFiles(temporary("controlPlane"));
  const tools = (): ControlPlaneTools => ({
    etcd: temporary("etcd"),
    kubeApiserver: temporary("kube-apiserver"),
    kubeControllerManager: temporary("kube-controller-manager"),
    kubeScheduler: temporary("kube-scheduler"),
    kwok: temporary("kwok"),
    kubectl: temporary("kubectl"),
    version: "v1.36.3",
    kwokStages: [temporary("pod-ready.yaml")],
  });
  const metricsPorts = { kwok: 20_003, metricsServer: 20_004 };
  const state: State = {
    minor: "1.36",
    serviceCidr: "172.20.0.0/16",
    apiServerPort: 20_001,
    etcdPort: 20_002,
    metricsPorts,
  };
  const writeState = (values: Partial<State> = {}) => {
    fs.mkdirSync(temporary("controlPlane"), { recursive: true });
    fs.writeFileSync(files().state, JSON.stringify({ ...state, ...values }));
  };

  it("has a status, but no endpoint, before its first start", async () => {
    const status = await create().status();
    assert.equal(status.running, false);
    assert.equal(status.minor, undefined);
    assert.deepEqual(
      status.processes.map(({ name }) => name),
      ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok", "cluster-egress"],
    );
    assert.throws(() => create().endpoint, /was never started/);
  });

  it("counts the compute controller only where the cluster has compute of EKS's own", async () => {
    const names = async () => (await create().status()).processes.map(({ name }) => name);
    writeState();
    assert.equal((await names()).includes("eks-compute-controller"), false);
    fs.writeFileSync(files().compute, "{}");
    assert.equal((await names()).at(-1), "eks-compute-controller");
  });

  it("keeps its endpoint", () => {
    writeState();
    assert.equal(create().endpoint, "https://127.0.0.1:20001");
  });

  it("listens on the loopback interface only", () => {
    writeState();
    fs.writeFileSync(files().metricsServer, "{}"); // kwok answers for kubelets only then
    const all = commands(files(), state, tools());
    assert.ok(all["kube-apiserver"].args.includes("--bind-address=127.0.0.1"));
    for (const name of componentNames) {
      const urls = all[name].args.filter((argument) => /listen|secure-port|bind|-address=/.test(argument));
      for (const url of urls) assert.match(url, /127\.0\.0\.1|--secure-port=(0|20001|20004)$/, `${name} ${url}`);
    }
  });

  it("refuses another service CIDR for a cluster that exists", async () => {
    writeState();
    await assert.rejects(
      create().start("1.36", tools(), { serviceCidr: "10.100.0.0/16" }),
      /service CIDR of a cluster can't change: it is 172\.20\.0\.0\/16, 10\.100\.0\.0\/16 needs a new cluster/,
    );
  });

  it("says when its port was taken by another process", async () => {
    const server = net.createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as net.AddressInfo;
    try {
      writeState({ apiServerPort: port });
      await assert.rejects(
        create().start("1.36", tools()),
        new RegExp(`Port ${port} .* another process listens on it`),
      );
    } finally {
      server.close();
    }
  });

  it("gives up with the log of the component that ended, and leaves no process", async () => {
    writeExecutable(tools().kubeApiserver, "exec sleep 60");
    writeExecutable(tools().etcd, "echo 'panic: data is corrupt' >&2; exit 2");
    await assert.rejects(create().start("1.36", tools()), /etcd ended with exit code 2\..*\npanic: data is corrupt/s);
    assert.ok((await create().status()).processes.every(({ pid }) => pid === undefined));
  });

  it("gives up a start when it is stopped", async () => {
    for (const tool of [tools().etcd, tools().kubeApiserver]) writeExecutable(tool, "exec sleep 60");
    const controlPlane = create();
    const start = assert.rejects(controlPlane.start("1.36", tools()), { name: "AbortError" });
    const launched = until(() => fs.existsSync(files().process("kube-apiserver")));
    await Promise.race([launched, start]);
    await controlPlane.stop();
    await start;
    assert.ok((await create().status()).processes.every(({ pid }) => pid === undefined));
  });

  it("protects its keys, and removes them with its data", async () => {
    writeExecutable(tools().etcd, "exit 2");
    writeExecutable(tools().kubeApiserver, "exit 2");
    await assert.rejects(create().start("1.36", tools()));
    assert.equal(fs.statSync(files().certificate("ca").key).mode & 0o777, 0o600);
    assert.equal(fs.statSync(create().adminKubeconfigPath).mode & 0o777, 0o600);
    assert.match(Buffer.from(create().certificateAuthorityData, "base64").toString(), /BEGIN CERTIFICATE/);
    await create().destroyData();
    assert.deepEqual(fs.readdirSync(temporary()).toSorted(), ["etcd", "kube-apiserver"]);
  });
});
