import assert from "node:assert/strict";
import { Secret, type SecretArgs } from "../../../components/workload/secret";
import { recordComponent } from "../../helpers/component";

const record = (args: SecretArgs) => recordComponent((opts) => new Secret("database", args, opts));

describe("a Secret", () => {
  it("of the configuration never changes under its pods: another value is another Secret", async () => {
    const { inputs } = (await record({ namespace: "shop", values: { url: "postgres://" } })).get(
      "kubernetes:core/v1:Secret",
    );
    assert.equal(inputs.immutable, true);
    assert.ok(!("name" in (inputs.metadata as object)));
  });

  it("of Secrets Manager is made inside the cluster, each key from a value that is named", async () => {
    const recording = await record({
      namespace: "shop",
      fromSecretsManager: { url: { name: "prod/shop", property: "url" }, key: { name: "prod/key" } },
    });
    assert.deepEqual(recording.all("kubernetes:core/v1:Secret"), []);
    const { spec } = recording.get("kubernetes:external-secrets.io/v1:ExternalSecret").inputs;
    assert.deepEqual((spec as { data: object[] }).data, [
      { secretKey: "url", remoteRef: { key: "prod/shop", property: "url" } },
      { secretKey: "key", remoteRef: { key: "prod/key" } },
    ]);
  });

  it("is generated once, after its generator, and never by Pulumi", async () => {
    const recording = await record({ namespace: "shop", generated: { password: { length: 40 } } });
    const generator = recording.get("kubernetes:generators.external-secrets.io/v1alpha1:Password");
    assert.equal((generator.inputs.spec as { length: number }).length, 40);
    const secret = recording.get("kubernetes:external-secrets.io/v1:ExternalSecret");
    assert.equal((secret.inputs.spec as { refreshPolicy: string }).refreshPolicy, "CreatedOnce");
    recording.happensBefore(generator, secret);
  });
});
