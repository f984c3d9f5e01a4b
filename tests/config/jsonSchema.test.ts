import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import Ajv from "ajv";
import { parse } from "yaml";
import { stackFileSchema, stackFileSchemaPath } from "../../config/jsonSchema";
import { configSchema, type PropertySchema } from "../../config/propertySchema";
import { changedStackFile, type Changes } from "./stackText";

const validate = new Ajv({ strict: false }).compile(stackFileSchema());
const accepts = (text: string): boolean => validate(parse(text));
const acceptsDevWith = (changes: Changes): boolean => accepts(changedStackFile("dev", changes));

/** Every property with its place. */
function properties(schema: PropertySchema, place: string): [string, PropertySchema][] {
  const children = Object.entries(schema.properties ?? {}).flatMap(([name, child]) =>
    typeof child === "object" ? [[`${place}.${name}`, child] as [string, PropertySchema]] : [],
  );
  const inner = [schema.items, schema.additionalProperties, ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])]
    .filter((child) => typeof child === "object")
    .map((child): [string, PropertySchema] => [`${place}[]`, child as PropertySchema]);
  return [...children, ...[...children, ...inner].flatMap(([where, child]) => properties(child, where))];
}

describe("the JSON Schema of stack files", () => {
  it("is the one in the repository; `npm run schema` writes it", () => {
    assert.deepEqual(JSON.parse(readFileSync(stackFileSchemaPath, "utf8")), stackFileSchema());
  });

  it("describes every property", () => {
    const all = properties(configSchema(), "");
    assert.ok(all.length > 50);
    assert.deepEqual(
      all.filter(([, { description }]) => !description).map(([place]) => place),
      [],
    );
  });

  it("accepts the project's stack files, with what Pulumi and its providers add", () => {
    assert.ok(acceptsDevWith({}), JSON.stringify(validate.errors));
    assert.ok(accepts(changedStackFile("prod", {})), JSON.stringify(validate.errors));
    assert.ok(accepts(`encryptionsalt: v1:x\n${changedStackFile("dev", {})}  aws:profile: dev\n`));
  });

  it("marks unknown keys and sections, wrong types and values, and missing keys", () => {
    for (const changes of [
      { "network.vpcCdir": "10.0.0.0/16" },
      { netwrok: {} },
      { "apps.hello.replicas": "three" },
      { "network.natGateways": "two" },
      { "account.id": 111111111111 },
      { "cluster.upgradePolicy": undefined },
      { "dataPlane.0.kind": "fargate" },
    ]) {
      assert.ok(!acceptsDevWith(changes), JSON.stringify(changes));
    }
  });
});
