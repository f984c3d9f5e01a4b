import { crc32 } from "node:zlib";
import type { Properties, Value } from "../../provider/values";
import { parseJson } from "../check";
import { objects, shown, text, texts } from "../read";
import type { Call, Functions } from "../resourceType";

/** A statement as JSON; one value stands alone, several in descending order, as the provider writes them. */
function renderValues(values: readonly string[]): Value {
  const sorted = [...values].sort().reverse();
  return sorted.length === 1 ? (sorted[0] ?? "") : sorted;
}

/** `&{...}` stands for the policy variable `${...}`, which would be taken for an interpolation. */
function withVariables(value: string): string {
  return value.replaceAll("&{", "${");
}

function renderPrincipals(principals: readonly Properties[]): Value {
  const [first] = principals;
  if (principals.length === 1 && first?.type === "*" && texts(first.identifiers).join() === "*") return "*";
  const byType: Properties = {};
  for (const { type, identifiers } of principals) {
    const known = byType[shown(type)];
    const earlier = Array.isArray(known) ? texts(known) : known === undefined ? [] : [shown(known)];
    byType[shown(type)] = renderValues([...new Set([...earlier, ...texts(identifiers).map(withVariables)])]);
  }
  return byType;
}

function renderConditions(conditions: readonly Properties[]): Properties {
  const rendered: Record<string, Properties> = {};
  for (const { test, variable, values } of conditions) {
    const all = texts(values).map(withVariables);
    const tests = (rendered[shown(test)] ??= {});
    tests[shown(variable)] = all.length === 1 ? (all[0] ?? "") : all;
  }
  // The provider's JSON has its maps in the order of their keys.
  return sorted(Object.fromEntries(Object.entries(rendered).map(([test, variables]) => [test, sorted(variables)])));
}

function sorted(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).sort(([one], [other]) => (one < other ? -1 : 1)));
}

function renderStatement(statement: Properties): Properties {
  const rendered: Properties = {};
  const sid = text(statement.sid);
  if (sid !== undefined) rendered.Sid = sid;
  rendered.Effect = text(statement.effect) ?? "Allow";
  const list = (name: string, values: Value | undefined) => {
    if (texts(values).length > 0) rendered[name] = renderValues(texts(values).map(withVariables));
  };
  list("Action", statement.actions);
  list("NotAction", statement.notActions);
  list("Resource", statement.resources);
  list("NotResource", statement.notResources);
  const [principals, notPrincipals] = [objects(statement.principals), objects(statement.notPrincipals)];
  if (principals.length > 0) rendered.Principal = renderPrincipals(principals);
  if (notPrincipals.length > 0) rendered.NotPrincipal = renderPrincipals(notPrincipals);
  const conditions = objects(statement.conditions);
  if (conditions.length > 0) rendered.Condition = renderConditions(conditions);
  return rendered;
}

function statementsOf(json: string, property: string): Properties[] {
  const document = parseJson(json);
  if (typeof document !== "object" || document === null || Array.isArray(document))
    throw new Error(`merging ${property}: invalid JSON policy document`);
  return objects(document.Statement);
}

/** Later statements take the place of earlier ones with the same sid. */
function merged(statements: readonly Properties[], over: readonly Properties[]): Properties[] {
  const result = [...statements];
  for (const statement of over) {
    const same = result.findIndex(({ Sid }) => Sid !== undefined && Sid !== "" && Sid === statement.Sid);
    if (same < 0) result.push(statement);
    else result[same] = statement;
  }
  return result;
}

/** Renders the statements as `aws_iam_policy_document` does. */
export function renderPolicyDocument(args: Properties, indent: number | undefined): string {
  const sources = texts(args.sourcePolicyDocuments).flatMap((json) => statementsOf(json, "sourcePolicyDocuments"));
  const own = objects(args.statements).map(renderStatement);
  const sids = own.flatMap(({ Sid }) => text(Sid) ?? []);
  const twice = sids.find((sid, index) => sids.indexOf(sid) !== index);
  if (twice !== undefined) throw new Error(`duplicate Sid (${twice})`);
  const overrides = texts(args.overridePolicyDocuments).flatMap((json) =>
    statementsOf(json, "overridePolicyDocuments"),
  );
  const statements = merged(merged(sources, own), overrides);
  const policyId = text(args.policyId);
  const document: Properties = {
    Version: text(args.version) ?? "2012-10-17",
    ...(policyId === undefined ? {} : { Id: policyId }),
    ...(statements.length === 0 ? {} : { Statement: statements }),
  };
  return JSON.stringify(document, undefined, indent);
}

function getPolicyDocument(_call: Call, args: Properties): Properties {
  const json = renderPolicyDocument(args, 2);
  return { ...args, id: hashOf(json), json, minifiedJson: renderPolicyDocument(args, undefined) };
}

/** The provider's id of a document: its checksum. */
function hashOf(json: string): string {
  return String(crc32(json));
}

export const policyDocumentFunctions: Functions = { "aws:iam/getPolicyDocument:getPolicyDocument": getPolicyDocument };
