import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Lockfile } from "../../charts/lockfile";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { command } from "../../charts/command";
import { Helm } from "../../charts/helm";
import { changedStackFile } from "../config/stackText";
import { ChartServers, password, user } from "./servers";

const values = "mode: calm\nweb: { replicas: 1 }\nextra: {}\n";
const schema = { type: "object", properties: { web: { properties: { replicas: { type: "integer", minimum: 1 } } } } };

describe("npm run charts", function () {
  this.timeout(600_000);
  const folder = mkdtempSync(join(tmpdir(), "eks-platform-charts-"));
  const places = { cache: join(folder, "cache"), lockfile: join(folder, "charts.lock.json") };
  const servers = new ChartServers(folder);
  const variables = { ...process.env };
  let helm: Helm;
  let printed: string[] = [];

  /** Packages the chart in this version, with this text in its template. */
  const packaged = async (name: string, version: string, text: string, into: string) => {
    const chart = join(folder, "source", name);
    mkdirSync(join(chart, "templates"), { recursive: true });
    mkdirSync(into, { recursive: true });
    writeFileSync(join(chart, "Chart.yaml"), `apiVersion: v2\nname: ${name}\nversion: ${version}\n`);
    writeFileSync(join(chart, "values.yaml"), values);
    writeFileSync(join(chart, "values.schema.json"), JSON.stringify(schema));
    writeFileSync(
      join(chart, "templates", "settings.yaml"),
      `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\ndata: { mode: "{{ .Values.mode }} ${text}" }\n`,
    );
    await helm.run(["package", chart, "--destination", into]);
    return join(into, `${name}-${version}.tgz`);
  };
  const index = (of: string) => helm.run(["repo", "index", of]);

  const charts = (): Record<string, { source: string; version: string; values?: object }> => ({
    web: { source: `https://127.0.0.1:${servers.ports.repository}`, version: "1.0.0" },
    api: { source: `oci://127.0.0.1:${servers.ports.registry}/charts/api`, version: "1.0.0" },
    store: { source: "s3://charts/stable", version: "1.0.0" },
  });
  const run = async (subcommand: string[], releases: object = charts()) => {
    const file = join(folder, "Pulumi.test.yaml");
    writeFileSync(file, changedStackFile("dev", { charts: { releases } }));
    printed = [];
    const print = { log: (text: string) => printed.push(text), error: (text: string) => printed.push(text) };
    const code = await command([...subcommand, "--stack-file", file], print, places);
    return { code, output: printed.join("\n") };
  };

  before(async () => {
    Object.assign(process.env, {
      HELM_REGISTRY_CONFIG: join(folder, "logins.json"),
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: user,
      AWS_SECRET_ACCESS_KEY: password,
    });
    helm = await Helm.find();
    await servers.start();
    process.env.SSL_CERT_FILE = servers.authority;
    process.env.AWS_ENDPOINT_URL_S3 = `http://127.0.0.1:${servers.ports.bucket}`;
  });
  after(() => {
    servers.stop();
    rmSync(folder, { recursive: true, force: true });
    process.env = variables;
  });

  const host = () => `127.0.0.1:${servers.ports.registry}`;
  const login = (secret: string) =>
    helm.run(["registry", "login", host(), "--username", user, "--password-stdin"], { input: secret });
  const repository = join(folder, "repository");
  const locked = () => JSON.parse(readFileSync(places.lockfile, "utf8")) as Lockfile;

  it("fetches charts from a repository, a registry with a login and a bucket with keys, and locks their digests", async () => {
    await packaged("web", "1.0.0", "a", repository);
    await index(repository);
    await login(password);
    await helm.run(["push", await packaged("api", "1.0.0", "a", join(folder, "pushed")), `oci://${host()}/charts`]);
    const bucket = join(folder, "bucket", "charts", "stable");
    await packaged("store", "1.0.0", "a", bucket);
    await index(bucket);

    const { code, output } = await run(["pull"]);
    assert.equal(code, 0, output);
    assert.deepEqual(Object.keys(locked()), ["api 1.0.0", "store 1.0.0", "web 1.0.0"]);
    for (const [chart, { digest }] of Object.entries(locked()))
      assert.ok(output.includes(`${chart}  ${digest}`), output);
    assert.equal((await run(["verify"])).code, 0);
  });

  it("says who does not have a chart, and keeps the others", async () => {
    const { web } = charts();
    const absent = await run(["pull"], { web: { ...web, version: "9.9.9" } });
    assert.equal(absent.code, 1);
    assert.match(absent.output, /^web 9\.9\.9 can't be had from https:.*: .*"web" version "9\.9\.9" not found/);
    const missing = await run(["verify"], { web: { ...web, version: "9.9.9" } });
    assert.deepEqual([missing.code, missing.output], [1, "web 9.9.9  is not at hand: npm run charts -- pull"]);
  });

  it("is refused without the login or the keys", async () => {
    await helm.run(["registry", "logout", host()]);
    process.env.AWS_SECRET_ACCESS_KEY = "wrong";
    const { api, store } = charts();
    const { code, output } = await run(["pull"], { api, store });
    process.env.AWS_SECRET_ACCESS_KEY = password;
    assert.equal(code, 1);
    assert.match(output, /api 1\.0\.0 can't be had from oci:.*(401|unauthorized|basic credential)/);
    assert.match(output, /store 1\.0\.0 can't be had from s3:.*SignatureDoesNotMatch/);
  });

  it("refuses a version that was published again with another content", async () => {
    const { web } = charts();
    const before = locked()["web 1.0.0"];
    await packaged("web", "1.0.0", "b", repository);
    await index(repository);
    const { code, output } = await run(["pull"], { web });
    assert.equal(code, 1);
    assert.match(output, /charts\.lock\.json says sha256:.*published again with another content/);
    assert.deepEqual(locked()["web 1.0.0"], before);
    assert.equal((await run(["verify"], { web })).code, 0, "what was fetched first is still there");
    const named = await run(["verify"], { web: { ...web, digest: `sha256:${"0".repeat(64)}` } });
    assert.match(named.output, /charts\.releases\.web\.digest says sha256:0000/);
  });

  it("finds values that the chart does not know, or does not take", async () => {
    const { web } = charts();
    const valued = (given: object) => run(["verify"], { web: { ...web, values: given } });
    assert.equal((await valued({ mode: "busy", web: { replicas: 2 }, extra: { anything: 1 } })).code, 0);
    assert.match(
      (await valued({ web: { replica: 2 } })).output,
      /does not know the value web\.replica \(did you mean web\.replicas\?\)/,
    );
    assert.match((await valued({ web: { replicas: 0 } })).output, /minimum: got 0, want 1/);
  });

  it("shows what another version changes", async () => {
    await packaged("web", "1.1.0", "c", repository);
    await index(repository);
    const { code, output } = await run(["diff", "web", "1.0.0", "1.1.0"]);
    assert.equal(code, 0);
    assert.match(output, /^~ ConfigMap settings\n/);
    assert.match(output, /^- {2}mode: calm a$/m);
    assert.match(output, /^\+ {2}mode: calm c$/m);
    assert.ok(existsSync(join(places.cache, "web-1.1.0.tgz")));
    assert.equal((await run(["diff", "blog", "1.0.0", "1.1.0"])).code, 2);
  });
});
