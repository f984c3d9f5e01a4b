import { isObject, type Properties, type Value } from "../../provider/values";
import { parseJson } from "../check";
import { matchesWildcard } from "../filters";
import { objects, texts } from "../read";

/** A statement of a policy, its single values made lists. */
export interface Statement {
  readonly effect: "Allow" | "Deny";
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  /** Principals by kind: `Service`, `AWS`, `Federated`; `*` for anyone. */
  readonly principals: Readonly<Record<string, readonly string[]>>;
}

export type Document = readonly Statement[];

/** Why AWS would call the document malformed. */
export class MalformedDocument extends Error {}

/**
 * Reads a policy document.
 * @param kind a trust policy needs a principal in every statement, an identity's policy has none
 * @throws {MalformedDocument}
 */
export function parseDocument(json: string, kind: "trust" | "identity" | "resource"): Document {
  const document = parseJson(json);
  if (!isObject(document)) throw new MalformedDocument("This policy contains invalid Json");
  const version = document.Version;
  if (version !== undefined && version !== "2012-10-17" && version !== "2008-10-17")
    throw new MalformedDocument("The policy must contain a valid version string");
  const statements = objects(document.Statement);
  if (statements.length === 0) throw new MalformedDocument("Syntax errors in policy.");
  return statements.map((statement) => parseStatement(statement, kind));
}

function parseStatement(statement: Properties, kind: "trust" | "identity" | "resource"): Statement {
  const { Effect: effect, Principal: principal } = statement;
  if (effect !== "Allow" && effect !== "Deny")
    throw new MalformedDocument("Syntax error in policy: the Effect is Allow or Deny.");
  const actions = listOf(statement.Action);
  const notActions = listOf(statement.NotAction);
  if (actions.length + notActions.length === 0) throw new MalformedDocument("Policy statement must contain actions.");
  const invalid = [...actions, ...notActions].find((action) => action !== "*" && !/^[\w*?-]+:[\w*?-]+$/.test(action));
  if (invalid !== undefined)
    throw new MalformedDocument(
      `Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc. (${invalid})`,
    );
  if (kind === "identity" && principal !== undefined)
    throw new MalformedDocument("Policy document should not specify a principal.");
  if (kind === "identity" && statement.Resource === undefined && statement.NotResource === undefined)
    throw new MalformedDocument("Policy statement must contain resources.");
  if (kind === "trust" && statement.Resource !== undefined)
    throw new MalformedDocument("Has prohibited field Resource");
  if (kind === "trust" && principal === undefined && statement.NotPrincipal === undefined)
    throw new MalformedDocument("Missing required field Principal");
  return { effect, actions, notActions, principals: principalsOf(principal) };
}

function principalsOf(principal: Value | undefined): Record<string, string[]> {
  if (typeof principal === "string") return { AWS: [principal] };
  if (!isObject(principal)) return {};
  return Object.fromEntries(Object.entries(principal).map(([kind, names]) => [kind, listOf(names)]));
}

function listOf(value: Value | undefined): string[] {
  return typeof value === "string" ? [value] : texts(value);
}

/** Whether the statements allow the action and none denies it; resources and conditions are not looked at. */
export function allowsAction(document: Document, action: string): boolean {
  const covers = ({ actions, notActions }: Statement) =>
    actions.some((pattern) => matchesAction(pattern, action)) ||
    (notActions.length > 0 && !notActions.some((pattern) => matchesAction(pattern, action)));
  return (
    document.some((one) => one.effect === "Allow" && covers(one)) &&
    !document.some((one) => one.effect === "Deny" && covers(one))
  );
}

/** Whether the trust policy lets the principal do the action, `sts:AssumeRole` by default. */
export function trusts(
  document: Document,
  kind: "Service" | "Federated" | "AWS",
  name: string,
  action = "sts:AssumeRole",
): boolean {
  return allowsAction(
    document.filter(({ principals }) =>
      [...(principals[kind] ?? []), ...(principals["*"] ?? [])].some((one) => one === name || one === "*"),
    ),
    action,
  );
}

function matchesAction(pattern: string, action: string): boolean {
  return matchesWildcard(pattern.toLowerCase(), action.toLowerCase());
}
