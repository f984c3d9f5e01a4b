import assert from "node:assert/strict";
import { ExternalSecrets } from "../../../components/addons/external-secrets/component";
import { externalSecrets } from "../../../components/addons/external-secrets/spec";
import { recordComponent } from "../../helpers/component";
import { textOf } from "../../../recording/values";
import { addonArgs, addonArgsOnFargate } from "./addonArgs";

const key = "arn:aws:kms:eu-west-1:111111111111:key/1234";

describe("ExternalSecrets", () => {
  const operator = (settings: object = {}) =>
    recordComponent((opts) => {
      const parsed = externalSecrets.settings.parse({ secretPrefix: "demo/", ...settings });
      new ExternalSecrets("external-secrets", { ...addonArgs("2.12.0"), ...parsed }, opts);
    });
  const store = "kubernetes:external-secrets.io/v1:ClusterSecretStore";

  it("reads secrets whose names begin as it is told, and nothing else", async () => {
    const { policy } = (await operator({ kmsKeyArns: [key] })).get("aws:iam/rolePolicy:RolePolicy").inputs;
    const { Statement } = JSON.parse(textOf(policy)) as { Statement: { Action: string; Resource: string }[] };
    assert.deepEqual(
      Statement.map(({ Resource }) => Resource),
      ["arn:aws:secretsmanager:eu-west-1:111111111111:secret:demo/*", [key]],
    );
    assert.doesNotMatch(textOf(policy), /ListSecrets"|Put|Create|Delete/);
  });

  it("gives the role to its own service account, in its own namespace", async () => {
    const recording = await operator();
    const { namespace, serviceAccount } = recording.get("aws:eks/podIdentityAssociation:PodIdentityAssociation").inputs;
    assert.deepEqual([namespace, serviceAccount], ["external-secrets", "external-secrets"]);
    const release = recording.get("kubernetes:helm.sh/v3:Release");
    assert.equal(release.inputs.namespace, "external-secrets");
    assert.deepEqual((release.inputs.values as { serviceAccount: object }).serviceAccount, {
      name: "external-secrets",
    });
  });

  it("leaves the kubelet's port alone on Fargate, and has its role by its service account", async () => {
    const recording = await recordComponent((opts) => {
      const settings = externalSecrets.settings.parse({ secretPrefix: "demo/" });
      new ExternalSecrets("external-secrets", { ...addonArgsOnFargate("2.12.0", opts), ...settings }, opts);
    });
    const { webhook, serviceAccount } = recording.get("kubernetes:helm.sh/v3:Release").inputs.values as {
      webhook: object;
      serviceAccount: object;
    };
    assert.deepEqual(webhook, { replicaCount: 2, port: 9443 });
    assert.deepEqual(serviceAccount, {
      name: "external-secrets",
      annotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::111111111111:role/external-secrets-role" },
    });
  });

  it("has a store with the operator's credentials, which is gone before the webhook that must let it go", async () => {
    const recording = await operator({ namespaces: ["shop"] });
    assert.deepEqual(recording.get(store).inputs.spec, {
      provider: { aws: { service: "SecretsManager", region: "eu-west-1" } },
      conditions: [{ namespaces: ["shop"] }],
    });
    recording.happensBefore(recording.get("kubernetes:helm.sh/v3:Release"), recording.get(store));
    recording.destroyedBefore(recording.get(store), recording.get("kubernetes:helm.sh/v3:Release"));
  });
});
