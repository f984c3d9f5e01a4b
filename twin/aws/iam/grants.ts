import type { Account, StoredResource } from "../account";
import { objects, text, texts } from "../read";
import { allowsAction, type Document, parseDocument, trusts } from "./documents";
import { POLICY, ROLE, ROLE_POLICY, ROLE_POLICY_ATTACHMENT } from "./types";

/** The role of this ARN, when it is in the account. */
export function findRole(account: Account, arn: string): StoredResource | undefined {
  return account.list(ROLE).find(({ outputs }) => outputs.arn === arn);
}

/** The role's trust policy. */
export function trustPolicyOf(role: StoredResource): Document {
  return parseDocument(text(role.outputs.assumeRolePolicy) ?? "", "trust");
}

/** ARNs of the managed policies that the role has, however they were attached. */
export function managedPoliciesOf(account: Account, role: StoredResource): string[] {
  const attached = account
    .list(ROLE_POLICY_ATTACHMENT)
    .filter(({ outputs }) => outputs.role === role.outputs.name)
    .flatMap(({ outputs }) => text(outputs.policyArn) ?? []);
  return [...new Set([...attached, ...texts(role.outputs.managedPolicyArns)])];
}

/** The role's policies whose text is in the account: inline ones, and managed ones of the account's own. */
export function ownPoliciesOf(account: Account, role: StoredResource): Document[] {
  const managed = managedPoliciesOf(account, role).flatMap((arn) => account.get(POLICY, arn)?.outputs.policy);
  const inline = account
    .list(ROLE_POLICY)
    .filter(({ outputs }) => outputs.role === role.outputs.name)
    .map(({ outputs }) => outputs.policy);
  const embedded = objects(role.outputs.inlinePolicies).map(({ policy }) => policy);
  return [...managed, ...inline, ...embedded].flatMap((json) =>
    text(json) ? [parseDocument(text(json) ?? "", "identity")] : [],
  );
}

export interface Need {
  /** Service that takes the role: `eks.amazonaws.com`. */
  readonly service: string;
  /** What the service does to take it. @default ["sts:AssumeRole"] */
  readonly trustActions?: readonly string[];
  /** Names of AWS's managed policies, all of which the role has to have. */
  readonly managedPolicies?: readonly string[];
  /** Actions, all of which one of the role's own policies may allow instead of the managed policies. */
  readonly actions?: readonly string[];
}

export type Grant =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly reason: "missing" | "trust" | "policies"; readonly missing: readonly string[] };

/** Whether a service can use the role for what it needs; and if not, why. */
export function roleAllows(account: Account, roleArn: string, need: Need): Grant {
  const role = findRole(account, roleArn);
  if (!role) return { allowed: false, reason: "missing", missing: [roleArn] };
  const untrusted = (need.trustActions ?? ["sts:AssumeRole"]).filter(
    (action) => !trusts(trustPolicyOf(role), "Service", need.service, action),
  );
  if (untrusted.length > 0) return { allowed: false, reason: "trust", missing: untrusted };

  const managed = managedPoliciesOf(account, role);
  const absent = (need.managedPolicies ?? []).filter((name) => !managed.some((arn) => arn.endsWith(`/${name}`)));
  if (absent.length === 0 || isAdministrator(managed)) return { allowed: true };
  const own = ownPoliciesOf(account, role);
  const granted = need.actions?.every((action) => own.some((document) => allowsAction(document, action))) ?? false;
  return granted ? { allowed: true } : { allowed: false, reason: "policies", missing: absent };
}

function isAdministrator(managed: readonly string[]): boolean {
  return managed.some((arn) => arn.endsWith(":policy/AdministratorAccess"));
}
