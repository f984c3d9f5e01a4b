import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { isMap, isScalar, isSeq, parse, parseDocument } from "yaml";
import { ConfigError } from "../../config/errors";
import { stackFileSchemaPath } from "../../config/jsonSchema";
import { configNamespace } from "../../config/namespace";
import { parseStackFile } from "../../config/parse";
import { supportPhase } from "../../upgrade/eksVersions";

const root = join(__dirname, "../..");

const stackFiles = [root, join(root, "tests/stacks")].flatMap((directory) =>
  readdirSync(directory)
    .filter((name) => /^Pulumi\..+\.yaml$/.test(name))
    .map((name) => join(directory, name)),
);

/** Places of every single value and every empty map or list. */
function leaves(node: unknown, place: (string | number)[] = []): (string | number)[][] {
  if (isMap(node) && node.items.length > 0) {
    return node.items.flatMap(({ key, value }) => leaves(value, [...place, String(isScalar(key) ? key.value : key)]));
  }
  if (isSeq(node) && node.items.length > 0) return node.items.flatMap((item, index) => leaves(item, [...place, index]));
  return [place];
}

describe("the stack files", () => {
  const directory = mkdtempSync(join(tmpdir(), "stack-files-"));
  after(() => rmSync(directory, { recursive: true }));

  const parseText = (text: string) => {
    const file = join(directory, "Pulumi.test.yaml");
    writeFileSync(file, text);
    return parseStackFile(file);
  };

  for (const file of stackFiles) {
    const name = file.slice(root.length + 1);
    describe(name, () => {
      it("is sound", () => {
        parseStackFile(file);
      });

      it("tells the editor where its schema is", () => {
        const path = /^# yaml-language-server: \$schema=(\S+)\n/.exec(readFileSync(file, "utf8"))?.[1] ?? "";
        assert.equal(resolve(dirname(file), path), stackFileSchemaPath);
      });

      it("says nothing that would be so without it", () => {
        const text = readFileSync(file, "utf8");
        const whole = parseText(text);
        const idle = leaves(parseDocument(text).contents).filter((place) => {
          const document = parseDocument(text);
          document.deleteIn(place);
          try {
            return isDeepStrictEqual(parseText(document.toString()), whole);
          } catch (error) {
            if (error instanceof ConfigError) return false;
            throw error;
          }
        });
        assert.deepEqual(
          idle.map((place) => place.join(".")),
          [],
        );
      });
    });
  }

  it("are of the project that Pulumi.yaml names", () => {
    const { name } = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8")) as { name: string };
    assert.equal(name, configNamespace);
  });

  it("make dev and prod differ as real environments do", () => {
    const dev = parseStackFile(join(root, "Pulumi.dev.yaml"));
    const prod = parseStackFile(join(root, "Pulumi.prod.yaml"));
    assert.notEqual(dev.account.id, prod.account.id);
    assert.notEqual(dev.network.vpcCidr, prod.network.vpcCidr);
    assert.deepEqual([dev.network.natGateways, prod.network.natGateways], ["single", "onePerAz"]);
    assert.deepEqual([dev.cluster.endpoint.public, prod.cluster.endpoint.public], [true, false]);
    assert.deepEqual([dev.cluster.deletionProtection, prod.cluster.deletionProtection], [false, true]);
    assert.deepEqual([dev.versions.kubernetes, prod.versions.kubernetes], ["1.36", "1.35"]);
    assert.equal(supportPhase(prod.versions.kubernetes), "standard");
  });
});
