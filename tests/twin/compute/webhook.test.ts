import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as https from "node:https";
import type { KubernetesObject } from "../../../twin/aws/eks/kubernetes/types";
import { webhookReference } from "../../../twin/aws/eks/compute/controller";
import { FargateWebhook } from "../../../twin/compute/fargate/webhook";
import { createAuthority, issue } from "../../../twin/controlPlane/certificates";
import { ControlPlaneFiles } from "../../../twin/controlPlane/files";
import { useTemporaryDirectory } from "../../helpers/temporaryDirectory";
import { FakeCluster } from "../aws/eks/fakeCluster";

type Configuration = KubernetesObject & {
  readonly webhooks: readonly { readonly clientConfig: { readonly url: string; readonly caBundle: string } }[];
};

/** Asks as the API server does: with the address and authority of the configuration. */
function ask(url: string, authority: string, body: unknown): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const call = https.request(url, { method: "POST", ca: authority, agent: false }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("end", () => resolve({ status: response.statusCode, body: text }));
    });
    call.on("error", reject);
    call.end(typeof body === "string" ? body : JSON.stringify(body));
  });
}

describe("the admission webhook of Fargate", () => {
  const temporary = useTemporaryDirectory();
  const cluster = new FakeCluster();
  const profiles = [{ fargateProfileName: "web", subnetIds: [], selectors: [{ namespace: "shop", labels: {} }] }];
  let webhook: FargateWebhook;
  let url: string;
  let authority: string;

  beforeEach(async () => {
    const files = new ControlPlaneFiles(temporary());
    fs.mkdirSync(files.pki, { recursive: true });
    const root = await createAuthority("kubernetes");
    const serving = await issue(root, { commonName: "eks" }, { ipAddresses: ["127.0.0.1"] });
    fs.writeFileSync(files.certificate("ca").certificate, root.certificate);
    const { certificate, key } = files.certificate("eks-compute-controller");
    fs.writeFileSync(certificate, serving.certificate);
    fs.writeFileSync(key, serving.key);
    webhook = new FargateWebhook(files, () => profiles);
    await webhook.start(cluster);
    const { clientConfig } = (await cluster.get<Configuration>(webhookReference))?.webhooks[0] ?? {};
    url = clientConfig?.url ?? "";
    authority = Buffer.from(clientConfig?.caBundle ?? "", "base64").toString();
  });

  afterEach(() => webhook.stop());

  const review = (namespace: string) => ({
    kind: "AdmissionReview",
    request: { uid: "1", namespace, object: { metadata: {}, spec: { containers: [] } } },
  });

  it("answers where its configuration says, with a patch for the pods of a profile alone", async () => {
    const { body } = await ask(url, authority, review("shop"));
    const { response } = JSON.parse(body) as { response: { uid: string; allowed: boolean; patch: string } };
    assert.deepEqual([response.uid, response.allowed], ["1", true]);
    assert.match(Buffer.from(response.patch, "base64").toString(), /fargate-scheduler/);
    assert.equal((await ask(url, authority, review("other"))).body.includes("patch"), false);
  });

  it("lives through what is no review", async () => {
    assert.equal((await ask(url, authority, "{}")).status, 500);
    assert.equal((await ask(url, authority, review("shop"))).status, 200);
  });
});
