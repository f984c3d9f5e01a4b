import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import * as fs from "node:fs";
import { z } from "zod";
import { installAwsShim } from "../../../twin/controlPlane/awsShim";
import { ControlPlaneFiles } from "../../../twin/controlPlane/files";
import { issueCredential } from "../../../twin/controlPlane/issueCredential";
import { ensurePki } from "../../../twin/controlPlane/pki";
import { useTemporaryDirectory } from "../../helpers/temporaryDirectory";

const execCredential = z.strictObject({
  kind: z.literal("ExecCredential"),
  apiVersion: z.string(),
  spec: z.strictObject({}),
  status: z.strictObject({ clientCertificateData: z.string(), clientKeyData: z.string() }),
});

describe("aws of the twin", () => {
  const temporary = useTemporaryDirectory();
  const files = () => new ControlPlaneFiles(temporary("controlPlane"));
  const deployer = "arn:aws:iam::111111111111:role/platform-deployer";

  beforeEach(async () => {
    fs.mkdirSync(temporary("controlPlane"));
    await ensurePki(files(), { endpoint: "https://127.0.0.1:20001", serviceAddress: "172.20.0.1" });
    installAwsShim(temporary("bin"), { directory: temporary("controlPlane") });
  });

  const run = (args: readonly string[], environment: NodeJS.ProcessEnv = {}) =>
    spawnSync(temporary("bin", "aws"), args, {
      cwd: "/",
      encoding: "utf8",
      env: { PATH: process.env.PATH, TWIN_CALLER_ARN: deployer, ...environment },
    });
  const getToken = (args: readonly string[] = [], environment: NodeJS.ProcessEnv = {}) => {
    const { stdout, stderr } = run(
      ["--region", "eu-west-1", "eks", "get-token", "--cluster-name", "demo", ...args],
      environment,
    );
    assert.equal(stderr, "");
    return execCredential.parse(JSON.parse(stdout));
  };
  const subject = (credential: z.infer<typeof execCredential>) =>
    new X509Certificate(credential.status.clientCertificateData).subject;

  /** What the shim would start Node for. */
  const preissue = (arn: string, key = "none") =>
    issueCredential(files().directory, arn, `${files().credentials}/${key}/${arn}/status.json`);

  it("answers get-token with a certificate of the caller, from any folder, and with the same one afterwards", () => {
    const first = getToken();
    assert.equal(subject(first), `CN=${deployer}`);
    const authority = new X509Certificate(fs.readFileSync(files().certificate("ca").certificate));
    assert.ok(new X509Certificate(first.status.clientCertificateData).checkIssued(authority));
    assert.deepEqual(getToken(["--output", "json"]), first);
    assert.equal(fs.statSync(`${files().credentials}/none/${deployer}/status.json`).mode & 0o777, 0o600);
  });

  it("lets another role be assumed", async () => {
    const role = "arn:aws:iam::111111111111:role/team/reader";
    await preissue(role);
    assert.equal(subject(getToken(["--role-arn", role])), `CN=${role}`);
    assert.equal(subject(getToken([`--role-arn=${role}`])), `CN=${role}`);
  });

  it("answers in the version that the client asks for", async () => {
    await preissue(deployer);
    assert.equal(getToken().apiVersion, "client.authentication.k8s.io/v1beta1");
    for (const version of ["v1", "v1beta1"].map((name) => `client.authentication.k8s.io/${name}`)) {
      const info = { kind: "ExecCredential", apiVersion: version, spec: { interactive: false } };
      assert.equal(getToken([], { KUBERNETES_EXEC_INFO: JSON.stringify(info) }).apiVersion, version);
    }
  });

  it("issues a new credential when the cluster's access entries change", async () => {
    await preissue(deployer);
    fs.writeFileSync(files().identities, JSON.stringify({ [deployer]: { groups: ["team-a"] } }));
    assert.equal(subject(getToken()), `O=team-a\nCN=${deployer}`);
    fs.rmSync(files().identities);
    assert.equal(subject(getToken()), `CN=${deployer}`);
  });

  it("takes the user name from the access entry where it has one", async () => {
    fs.writeFileSync(files().identities, JSON.stringify({ [deployer]: { groups: [], username: "deployer" } }));
    await issueCredential(files().directory, deployer, temporary("status.json"));
    const { clientCertificateData } = execCredential.shape.status.parse(
      JSON.parse(fs.readFileSync(temporary("status.json"), "utf8")),
    );
    assert.equal(new X509Certificate(clientCertificateData).subject, "CN=deployer");
  });

  it("has a version, as programs ask for it to see whether aws is there", () => {
    assert.match(execFileSync(temporary("bin", "aws"), ["--version"], { encoding: "utf8" }), /^aws-cli\/2/);
  });

  it("refuses everything else, and says what it was", () => {
    const refused = (args: readonly string[], message: RegExp, environment: NodeJS.ProcessEnv = {}) => {
      const { status, stderr, stdout } = run(args, environment);
      assert.equal(status, 252);
      assert.equal(stdout, "");
      assert.match(stderr, message);
    };
    refused(["s3", "ls"], /only "aws eks get-token" is simulated, not: aws s3 ls/);
    refused(["eks", "get-token", "--profile", "x"], /the option --profile is not simulated/);
    refused(["eks", "get-token", "--output", "yaml"], /only --output json is simulated/);
    refused(["eks", "get-token"], /TWIN_CALLER_ARN is not set/, { TWIN_CALLER_ARN: "" });
    refused(["eks", "get-token", "--role-arn", "arn:aws:iam::1:role/../../x"], /not the ARN of an IAM principal/);
  });
});
