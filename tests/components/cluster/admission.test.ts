import assert from "node:assert/strict";
import { once } from "node:events";
import * as https from "node:https";
import type { AddressInfo } from "node:net";
import { untilAdmitted } from "../../../components/cluster/admission";
import type { Kubeconfig } from "../../../components/cluster/kubeconfig";
import { createAuthority, issue } from "../../../twin/controlPlane/certificates";
import { useTemporaryDirectory, writeExecutable } from "../../helpers/temporaryDirectory";

describe("a deployer whose access entry is new", () => {
  const temporary = useTemporaryDirectory();
  let server: https.Server;
  const asked: (string | undefined)[] = [];
  afterEach(() => server.close());

  /** An API server that gives these answers, the last one again and again. */
  const apiServer = async (...answers: readonly number[]): Promise<Kubeconfig> => {
    const authority = await createAuthority("test");
    const own = await issue(authority, { commonName: "api" }, { ipAddresses: ["127.0.0.1"] });
    asked.length = 0;
    server = https.createServer({ cert: own.certificate, key: own.key }, (request, response) => {
      asked.push(request.headers.authorization);
      response.writeHead(answers[Math.min(asked.length, answers.length) - 1] ?? 500).end();
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const aws = temporary("aws");
    writeExecutable(aws, `echo '{"kind":"ExecCredential","status":{"token":"k8s-aws-v1.token"}}'`);
    const cluster = {
      server: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
      "certificate-authority-data": Buffer.from(authority.certificate).toString("base64"),
    };
    const exec = {
      apiVersion: "client.authentication.k8s.io/v1beta1",
      command: aws,
      args: [],
      interactiveMode: "Never",
    };
    return {
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "test", cluster }],
      users: [{ name: "test", user: { exec } }],
      contexts: [{ name: "test", context: { cluster: "test", user: "test" } }],
      "current-context": "test",
    } as Kubeconfig;
  };
  const noWarning = (message: string) => assert.fail(message);

  it("waits while it is unknown, and while its policy does not work yet", async () => {
    await untilAdmitted(await apiServer(401, 403, 200), noWarning, { pollMilliseconds: 1 });
    assert.deepEqual(asked, Array(3).fill("Bearer k8s-aws-v1.token"));
  });

  it("is told when the API server goes on refusing", async () => {
    const kubeconfig = await apiServer(401);
    await assert.rejects(
      untilAdmitted(kubeconfig, noWarning, { admissionSeconds: 0 }),
      /still answers 401 to the deployer/,
    );
  });

  it("goes on when the API server does not answer from here, and says who can reach it", async () => {
    const kubeconfig = await apiServer(200);
    server.close();
    const warnings: string[] = [];
    await untilAdmitted(kubeconfig, (message) => warnings.push(message), { answerSeconds: 0 });
    assert.match(warnings.join(), /does not answer from here.*cluster\.endpoint/);
  });
});
