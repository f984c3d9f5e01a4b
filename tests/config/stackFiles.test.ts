import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { parse } from "yaml";
import { ConfigError } from "../../config/errors";
import { findStackFile } from "../../config/findStackFile";
import { stackFileSchemaPath } from "../../config/jsonSchema";
import { configNamespace } from "../../config/namespace";
import { parseConfig } from "../../config/parse";
import { parseStackFile, readStackFile } from "../../config/stackFile";
import { supportPhase } from "../../upgrade/eksVersions";
import { environments } from "../helpers/stackConfig";

const root = join(__dirname, "../..");

type Place = readonly (string | number)[];

/** Places of every single value and every empty map or list. */
function leaves(node: unknown, place: Place = []): Place[] {
  const children = typeof node === "object" && node !== null ? Object.entries(node) : [];
  if (children.length === 0) return [place];
  return children.flatMap(([key, value]) => leaves(value, [...place, Array.isArray(node) ? Number(key) : key]));
}

/** The values without the one at the place. */
function without(values: unknown, place: Place): unknown {
  const copy = structuredClone(values);
  const parent = place.slice(0, -1).reduce<unknown>((node, step) => (node as Record<string, unknown>)[step], copy);
  const last = place.at(-1);
  if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else Reflect.deleteProperty(parent as object, last ?? "");
  return copy;
}

describe("the stack files", () => {
  for (const file of environments.map((name) => findStackFile(name))) {
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
        const { values } = readStackFile(readFileSync(file, "utf8"));
        const whole = parseConfig(values, file);
        const idle = leaves(values).filter((place) => {
          try {
            return isDeepStrictEqual(parseConfig(without(values, place), file), whole);
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
    assert.notEqual(dev.network.cidrBlock, prod.network.cidrBlock);
    assert.deepEqual([dev.network.natGateways, prod.network.natGateways], ["single", "onePerAz"]);
    assert.deepEqual([dev.cluster.endpoint.public, prod.cluster.endpoint.public], [true, false]);
    assert.deepEqual([dev.cluster.deletionProtection, prod.cluster.deletionProtection], [false, true]);
    assert.deepEqual([dev.versions.kubernetes, prod.versions.kubernetes], ["1.36", "1.35"]);
    assert.equal(supportPhase(prod.versions.kubernetes), "standard");
  });
});
