import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as http from "node:http";
import * as net from "node:net";
import * as path from "node:path";
import * as tar from "tar";
import { answers } from "../../../twin/toolchain/download";
import { etcd, type GoTool, kubernetes, kwok } from "../../../twin/toolchain/goTool";
import { obtain, type ObtainOptions } from "../../../twin/toolchain/obtain";
import { publicOrigins, releaseOf } from "../../../twin/toolchain/release";
import { useTemporaryDirectory, writeExecutable } from "../../helpers/temporaryDirectory";

/** Notes that it was asked to build, and builds. */
const fakeGo = `
case "$1 $2" in
  "env GOVERSION") echo go1.26.8 ;;
  "mod download") echo "{\\"GoMod\\": \\"/dev/null\\", \\"Dir\\": \\"/\\"}" ;;
  "build "*) echo "built" >"$7" ;;
esac`;

const ETCD = "/etcd-io/etcd/releases/download/v3.6.8/etcd-v3.6.8-linux-amd64.tar.gz";
const ETCD_SUMS = "/etcd-io/etcd/releases/download/v3.6.8/SHA256SUMS";
const SERVER = "/v1.36.3/kubernetes-server-linux-amd64.tar.gz";
const CHANGELOG = "/kubernetes/kubernetes/master/CHANGELOG/CHANGELOG-1.36.md";

describe("a tool that is neither on PATH nor in the cache", () => {
  const temporary = useTemporaryDirectory();
  const { PATH, EKS_PLATFORM_CACHE } = process.env;
  let server: http.Server;
  let origin: string;
  let answer: Map<string, http.RequestListener>;
  let requests: string[];
  let lines: string[];

  beforeEach(async () => {
    process.env.PATH = temporary("bin");
    process.env.EKS_PLATFORM_CACHE = temporary("cache");
    writeExecutable(temporary("bin", "go"), fakeGo.replaceAll("echo", "/bin/echo"));
    answer = new Map();
    requests = [];
    lines = [];
    server = http.createServer((request, response) => {
      requests.push(`${request.method} ${request.url}`);
      const listener = request.method === "GET" ? answer.get(request.url ?? "") : undefined;
      if (listener) listener(request, response);
      else response.writeHead(request.method === "HEAD" ? 200 : 404).end();
    });
    origin = await listen(server);
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
    process.env.PATH = PATH;
    if (EKS_PLATFORM_CACHE === undefined) delete process.env.EKS_PLATFORM_CACHE;
    else process.env.EKS_PLATFORM_CACHE = EKS_PLATFORM_CACHE;
  });

  async function listen(listener: net.Server): Promise<string> {
    await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(listener.address() as net.AddressInfo).port}`;
  }

  function options(at = origin): ObtainOptions {
    return {
      progress: (tool, message, goesOn) => goesOn || lines.push(`${tool}: ${message}`),
      origins: { kubernetes: at, gitHub: at, gitHubApi: at, gitHubFiles: at },
      platform: { os: "linux", arch: "x64" },
      probe: (url) => answers(url, 10_000),
    };
  }

  /** An archive with executables that hold their own name, and its checksums. */
  function archive(folder: string, names: readonly string[]) {
    const root = temporary("archive");
    for (const name of names) writeExecutable(path.join(root, folder, name), name);
    const file = temporary("archive.tar.gz");
    tar.create({ gzip: true, sync: true, cwd: root, file }, [folder.split("/")[0] ?? ""]);
    const content = fs.readFileSync(file);
    const sum = (algorithm: string) => createHash(algorithm).update(content).digest("hex");
    return { content, sha256: sum("sha256"), sha512: sum("sha512") };
  }

  function serveEtcd(listed?: string) {
    const { content, sha256 } = archive("etcd-v3.6.8-linux-amd64", ["etcd", "etcdctl"]);
    answer.set(ETCD, (_, response) => response.end(content));
    answer.set(ETCD_SUMS, (_, response) => {
      response.end(`${"0".repeat(64)}  etcd-v3.6.8-darwin-amd64.zip\n${listed ?? sha256}  ${path.basename(ETCD)}\n`);
    });
    return { content, sha256 };
  }

  /** Whatever lies in the cache but what unreachable hosts leave. */
  const cachedFiles = () =>
    fs.existsSync(temporary("cache", "tools"))
      ? fs
          .readdirSync(temporary("cache", "tools"), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map(({ name }) => name)
          .sort()
      : [];
  const content = (file: string | undefined) => fs.readFileSync(file ?? "", "utf8");

  it("is downloaded from the project's release, once", async () => {
    serveEtcd();
    const [file] = await obtain([etcd()], options());
    assert.match(content(file), /^#!\/bin\/sh\netcd\n$/);
    fs.accessSync(file ?? "", fs.constants.X_OK);
    assert.deepEqual(cachedFiles(), ["etcd"]);
    assert.match(lines.join("\n"), /^etcd: 3\.6\.8 downloaded in \d+:\d\d$/);
    const before = requests.length;
    assert.deepEqual(await obtain([etcd()], options()), [file]);
    assert.equal(requests.length, before);
  });

  for (const { source, list } of [
    { source: "the changelog lists", list: CHANGELOG },
    { source: "stands beside it, where the changelog can't be read", list: `${SERVER}.sha512` },
  ]) {
    it(`comes with the rest of Kubernetes in one archive, checked by the sum that ${source}`, async () => {
      const names = ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubectl"] as const;
      const { content: whole, sha512 } = archive("kubernetes/server/bin", [...names, "kubelet"]);
      answer.set(SERVER, (_, response) => response.end(whole));
      answer.set(list, (_, response) => {
        const row = `[kubernetes-server-linux-amd64.tar.gz](https://dl.k8s.io${SERVER}) | \`${sha512}\``;
        response.end(
          list === CHANGELOG
            ? `${row.replaceAll("amd64", "arm64").replace(sha512, "0".repeat(128))}\n${row}\n`
            : sha512,
        );
      });
      const files = await obtain(
        names.map((name) => kubernetes(name, "1.36")),
        options(),
      );
      assert.deepEqual(
        files.map((file) => content(file).split("\n")[1]),
        names,
      );
      assert.equal(requests.filter((request) => request === `GET ${SERVER}`).length, 1);
      assert.deepEqual(cachedFiles(), [...names]);
    });
  }

  it("is downloaded to its end when the connection breaks once", async () => {
    const { content: whole } = serveEtcd();
    answer.set(ETCD, ({ headers }, response) => {
      const from = Number(/bytes=(\d+)-/.exec(headers.range ?? "")?.[1] ?? 0);
      const rest = whole.subarray(from);
      if (from > 0) {
        const range = `bytes ${from}-${whole.length - 1}/${whole.length}`;
        response.writeHead(206, { "content-range": range, "content-length": rest.length }).end(rest);
        return;
      }
      response.writeHead(200, { "content-length": whole.length });
      response.write(whole.subarray(0, whole.length / 2), () => response.destroy());
    });
    const [file] = await obtain([etcd()], options());
    assert.match(content(file), /etcd/);
    assert.deepEqual(cachedFiles(), ["etcd"]);
  });

  it("is built when the connection breaks each time, and nothing of the download is kept", async () => {
    const { content: whole } = serveEtcd();
    answer.set(ETCD, (_, response) => {
      response.writeHead(200, { "content-length": whole.length });
      response.write(whole.subarray(0, whole.length / 2), () => response.destroy());
    });
    const [file] = await obtain([etcd()], options());
    assert.equal(content(file), "built\n");
    assert.deepEqual(cachedFiles(), ["etcd", "go.mod"]);
    assert.match(lines[0] ?? "", /^etcd: the download of 3\.6\.8 failed: /);
    assert.match(lines[1] ?? "", /^tools: building etcd 3\.6\.8: once, about 1 min on two cores$/);
  });

  it("is refused when it is not what the project published", async () => {
    const { sha256 } = serveEtcd("f".repeat(64));
    await assert.rejects(obtain([etcd()], options()), (error: unknown) => {
      assert.ok(error instanceof Error);
      assert.match(error.message, /etcd-v3\.6\.8-linux-amd64\.tar\.gz/);
      assert.match(error.message, new RegExp(`its checksum is ${sha256}, expected f{64}\\.`));
      return true;
    });
    assert.deepEqual(
      cachedFiles().filter((name) => name === "etcd"),
      [],
    );
    assert.ok(!fs.existsSync(temporary("cache", "tools", "etcd", "v3.6.8-linux-x64")));
  });

  it("is built when the project has no such release, or no checksum of it", async () => {
    const [file] = await obtain([etcd()], options());
    assert.equal(content(file), "built\n");
    assert.match(lines[0] ?? "", /failed: no checksum of etcd-.* was found \(http:.*SHA256SUMS: HTTP status 404\)$/);
  });

  it("is built when nobody answers, which is said once and not tried again", async () => {
    const silent = net.createServer(() => undefined); // accepts, and says nothing
    const at = await listen(silent);
    const refused = `${at.slice(0, at.lastIndexOf(":"))}:1`; // nothing listens there
    const origins = { kubernetes: at, gitHub: refused, gitHubApi: refused, gitHubFiles: refused };
    const tools = [kubernetes("kube-apiserver", "1.36"), etcd()];
    const asked: string[] = [];
    const probe = (url: string) => {
      asked.push(url);
      return answers(url, 200);
    };
    const files = await obtain(tools, { ...options(), origins, probe });
    assert.deepEqual(files.map(content), ["built\n", "built\n"]);
    assert.deepEqual(asked.toSorted(), [at, refused].toSorted());
    assert.match(lines[0] ?? "", /^tools: no answer from 127\.0\.0\.1:\d+, 127\.0\.0\.1:1: .* in the next 4 hours/);
    await obtain([kubernetes("kubectl", "1.36")], { ...options(), origins, probe });
    assert.equal(asked.length, 2);
    silent.close();
  });

  it("is taken as the engine's plugin where its server answers, else built", async () => {
    const plugin = { name: "example", version: "1.0.0" };
    const tool: GoTool = { ...etcd(), name: "pulumi-resource-example", onPath: undefined, plugin };
    writeExecutable(
      temporary("bin", "pulumi"),
      `if [ "$1" = version ]; then echo v3.300.0; exit; fi
      PATH=/usr/bin:/bin
      folder="$PULUMI_HOME/plugins/resource-example-v1.0.0"; mkdir -p "$folder"
      echo official >"$folder/pulumi-resource-example"; chmod +x "$folder/pulumi-resource-example"`,
    );
    const probe = (answers: boolean) => () => Promise.resolve(answers);
    assert.equal(content((await obtain([tool], { ...options(), probe: probe(true) }))[0]), "official\n");
    process.env.EKS_PLATFORM_CACHE = temporary("other cache");
    assert.equal(content((await obtain([tool], { ...options(), probe: probe(false) }))[0]), "built\n");
  });

  it("ends with what to install when it must be built and there is no Go", async () => {
    fs.rmSync(temporary("bin", "go"));
    await assert.rejects(obtain([etcd()], options()), /There is no "go" on PATH\./);
  });

  it("is not looked for among releases of another platform", () => {
    const apiServer = kubernetes("kube-apiserver", "1.36");
    assert.equal(releaseOf(apiServer, publicOrigins, { os: "darwin", arch: "arm64" }), undefined);
    assert.equal(releaseOf(apiServer, publicOrigins, { os: "linux", arch: "riscv64" }), undefined);
    const [server] = releaseOf(apiServer, publicOrigins, { os: "linux", arch: "arm64" })?.files ?? [];
    assert.equal(server?.url, "https://dl.k8s.io/v1.36.3/kubernetes-server-linux-arm64.tar.gz");
  });

  it("brings kwok's stages, each with a checksum that is known before", () => {
    const [executable, ...stages] = releaseOf(kwok(), publicOrigins, { os: "linux", arch: "x64" })?.files ?? [];
    const digest = { assets: [{ name: "kwok-linux-amd64", digest: `sha256:${"a".repeat(64)}` }] };
    assert.equal(executable?.checksums?.[0]?.find(JSON.stringify(digest)), "a".repeat(64));
    assert.ok(stages.length > 0);
    for (const { checksum } of stages) assert.match(checksum ?? "", /^[0-9a-f]{64}$/);
  });
});
