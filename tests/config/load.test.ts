import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { loadConfig } from "../../config/load";
import { parseStackFile } from "../../config/stackFile";
import { changedStackFile, baseFilePath, type Changes, type StackName } from "./stackText";

/** Hands the configuration over as the engine does: single values as text, the rest as JSON. */
function configure(stack: StackName, changes: Changes = {}, more: Readonly<Record<string, string>> = {}): void {
  const { config } = parse(changedStackFile(stack, changes)) as { config: Record<string, unknown> };
  void pulumi.runtime.setMocks(
    { newResource: ({ name }) => ({ id: name, state: {} }), call: () => ({}) },
    "eks-platform",
    stack,
  );
  const texts = Object.entries(config).map(([key, value]): [string, string] => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  pulumi.runtime.setAllConfig({ ...Object.fromEntries(texts), ...more });
}

describe("the configuration of a running stack", () => {
  const directory = process.cwd();
  before(() => process.chdir(join(__dirname, "../..")));
  after(() => {
    process.chdir(directory);
    pulumi.runtime.setAllConfig({});
  });

  for (const stack of ["dev", "prod"] as const) {
    it(`is that of the stack file of ${stack}`, () => {
      configure(stack);
      assert.deepEqual(loadConfig(), parseStackFile(baseFilePath(stack)));
    });
  }

  it("leaves other namespaces to their owners", () => {
    configure("dev", {}, { "aws:profile": "dev", "pulumi:disable-default-providers": '["aws"]' });
    assert.doesNotThrow(loadConfig);
  });

  it("fails with a message alone, which names the file of the stack and the line", () => {
    configure("dev", { "network.cidrBlock": "10.20.0.0/33" });
    assert.throws(loadConfig, (error) => {
      assert.ok(pulumi.RunError.isInstance(error));
      assert.equal(
        error.message,
        `1 problem in Pulumi.dev.yaml; nothing was changed

  Pulumi.dev.yaml:15  eks-platform:network.cidrBlock
    is "10.20.0.0/33"; must be an IPv4 range, for example 10.20.0.0/16`,
      );
      return true;
    });
  });

  it("refuses a section that does not exist, and one that is only text", () => {
    configure("dev", { network: "{not a map" }, { "eks-platform:netwrok": "{}" });
    assert.throws(loadConfig, /eks-platform:netwrok\n {4}is not a known key; did you mean network\?/);
    assert.throws(loadConfig, /eks-platform:network\n {4}is "\{not a map"; must be a map/);
  });

  it("refuses a secret where a plain value belongs, which Pulumi hands over decrypted", () => {
    const folder = mkdtempSync(join(tmpdir(), "secrets-"));
    const secure = { secure: "v1:abc:def" };
    writeFileSync(join(folder, "Pulumi.dev.yaml"), changedStackFile("dev", { "account.id": secure }));
    process.chdir(folder);
    process.env.PULUMI_CONFIG_SECRET_KEYS = '["eks-platform:account"]';
    try {
      configure("dev");
      assert.throws(loadConfig, /Pulumi\.dev\.yaml:6 {2}eks-platform:account\.id\n {4}is encrypted \(secure:\)/);
    } finally {
      delete process.env.PULUMI_CONFIG_SECRET_KEYS;
      process.chdir(join(__dirname, "../.."));
      rmSync(folder, { recursive: true });
    }
  });
});
