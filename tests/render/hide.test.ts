import assert from "node:assert/strict";
import { minted, plain, withoutMinted, withoutSecretData } from "../../render/hide";

const secret = (fields: object) => ({ apiVersion: "v1", kind: "Secret", metadata: { name: "login" }, ...fields });

describe("what is rendered of a secret", () => {
  it("is a hash, which tells another value from the same", () => {
    const shown = (password: string) => JSON.stringify(withoutSecretData(secret({ stringData: { password } })));
    assert.doesNotMatch(shown("correct horse"), /correct/);
    assert.equal(shown("correct horse"), shown("correct horse"));
    assert.notEqual(shown("correct horse"), shown("battery staple"));
  });

  it("keeps names, keys and what is no value", () => {
    const { metadata, type, data } = withoutSecretData(secret({ type: "Opaque", data: { password: "eA==" } }));
    assert.deepEqual([metadata.name, type, Object.keys(data as object)], ["login", "Opaque", ["password"]]);
    const settings = { ...secret({ data: { mode: "calm" } }), kind: "ConfigMap" };
    assert.deepEqual(withoutSecretData(settings), settings);
  });

  it("is a hash wherever Pulumi keeps it secret", () => {
    const value = {
      args: ["--level=info", { $secret: "--token=t0ken" }],
      whole: { $secret: { user: "me", port: 80 } },
    };
    assert.doesNotMatch(JSON.stringify(plain(value, true)), /t0ken|"me"|80/);
    assert.deepEqual(plain(value, false), { args: ["--level=info", "--token=t0ken"], whole: { user: "me", port: 80 } });
  });
});

describe("what a chart makes anew", () => {
  it("is what two renderings do not have alike", () => {
    const rendering = (key: string, checksum: string) => [
      { kind: "Secret", data: { "tls.key": key, mode: "eA==" }, list: [1, { checksum }] },
    ];
    assert.deepEqual(withoutMinted(rendering("a", "1"), rendering("b", "2")), rendering(minted, minted));
    assert.deepEqual(withoutMinted(rendering("a", "1"), rendering("a", "1")), rendering("a", "1"));
  });

  it("is hidden with all around it where the renderings have another shape", () => {
    assert.deepEqual(withoutMinted<unknown>({ keys: ["a"], name: "x" }, { keys: ["b", "c"], name: "x" }), {
      keys: minted,
      name: "x",
    });
  });

  it("does not differ when it is in a Secret", () => {
    const { data } = withoutSecretData(secret({ data: { "tls.key": minted } }));
    assert.deepEqual(data, { "tls.key": minted });
  });
});
