import { z } from "zod";
import type { Properties } from "../../provider/values";
import type { Account, StoredResource } from "../account";
import { parseJson } from "../check";
import { matches } from "../policy/wildcard";
import { shown, text } from "../read";
import type { Call } from "../resourceType";
import { OIDC_PROVIDER, ROLE, ROLE_POLICY_ATTACHMENT } from "./types";

const oneOrMore = z.union([z.string(), z.array(z.string())]);

const byKey = z.record(z.string(), oneOrMore).default({});

const trustPolicy = z.looseObject({
  Statement: z.array(
    z.looseObject({
      Effect: z.literal("Allow"),
      Principal: z.union([
        z.strictObject({ Service: oneOrMore }),
        z.strictObject({ Federated: z.string() }),
        z.strictObject({ AWS: oneOrMore }),
      ]),
      Action: oneOrMore,
      Condition: z
        .strictObject({ StringEquals: byKey, StringLike: byKey, ArnEquals: byKey, ArnLike: byKey })
        .prefault({}),
    }),
  ),
});

/** What a service says of itself when it takes a role on: `aws:SourceArn` and the like. */
export type RequestContext = Readonly<Record<string, string>>;

/** What a service says that works for a resource of this account. */
export const workingFor = (call: Call, sourceArn: string): RequestContext => ({
  "aws:SourceAccount": call.account.id,
  "aws:SourceArn": sourceArn,
});

interface Trust {
  readonly service: string;
  /** `sts:AssumeRole` */
  readonly action: string;
  /** Whether every condition is met; one of something that the service does not say never is. */
  readonly isMetBy: (context: RequestContext) => boolean;
}

function statementsOf({ name, assumeRolePolicy }: Properties) {
  const parsed = trustPolicy.safeParse(parseJson(text(assumeRolePolicy) ?? ""));
  if (!parsed.success)
    throw new Error(`the simulated IAM knows trust policies that allow services something, not that of ${shown(name)}`);
  return parsed.data.Statement;
}

/** Whether the role lets a service account take it on by its token, from a provider that the account has. */
export function trustsToken(account: Account, roleArn: string, issuer: string, subject: string): boolean {
  const providers = account.list(OIDC_PROVIDER).map(({ outputs }) => shown(outputs.arn));
  const role = findRole(account, roleArn);
  return (role ? statementsOf(role.outputs) : []).some(
    ({ Principal, Action, Condition: { StringEquals } }) =>
      "Federated" in Principal &&
      providers.includes(Principal.Federated) &&
      Principal.Federated.endsWith(`:oidc-provider/${issuer}`) &&
      [Action].flat().includes("sts:AssumeRoleWithWebIdentity") &&
      [StringEquals[`${issuer}:aud`]].flat().includes("sts.amazonaws.com") &&
      [StringEquals[`${issuer}:sub`]].flat().includes(subject),
  );
}

/** What the role does not let another role of the account do, of what it takes to take it on. */
export function missingTrustIn(account: Account, roleArn: string, other: string): string[] {
  const role = findRole(account, roleArn);
  const root = `arn:aws:iam::${account.id}:root`;
  const allowed = (role ? statementsOf(role.outputs) : []).flatMap(({ Principal, Action }) =>
    "AWS" in Principal && [Principal.AWS].flat().some((arn) => [other, root, account.id].includes(arn)) ? Action : [],
  );
  return ["sts:AssumeRole", "sts:TagSession"].filter((action) => !allowed.includes(action));
}

/** What the role's trust policy lets services do. */
export function trustedServices(role: Properties): Trust[] {
  return statementsOf(role).flatMap(({ Principal, Action, Condition: { StringEquals, ArnLike } }) => {
    if (!("Service" in Principal)) return []; // of an identity provider or another role: no service takes the role
    const isMetBy = (context: RequestContext) =>
      Object.entries(StringEquals).every(([key, values]) => [values].flat().includes(context[key] ?? "")) &&
      Object.entries(ArnLike).every(([key, values]) => [values].flat().some((arn) => matches(context[key] ?? "", arn)));
    return [Principal.Service]
      .flat()
      .flatMap((service) => [Action].flat().map((action) => ({ service, action, isMetBy })));
  });
}

/** The role of this ARN, when it is in the account. */
export function findRole(account: Account, arn: string): StoredResource | undefined {
  return account.list(ROLE).find(({ outputs }) => outputs.arn === arn);
}

/** Names of the managed policies that are attached to the role. */
export function attachedPolicies(account: Account, roleArn: string): string[] {
  const name = findRole(account, roleArn)?.outputs.name;
  const attachments = account.list(ROLE_POLICY_ATTACHMENT).filter(({ outputs }) => outputs.role === name);
  return attachments.map(({ outputs }) => shown(outputs.policyArn).split("/").at(-1) ?? "");
}

export interface Need {
  /** Service that takes the role: `eks.amazonaws.com`. */
  readonly service: string;
  /** What the service does to take it. @default ["sts:AssumeRole"] */
  readonly trustActions?: readonly string[];
  /** What the service says of itself. Without it the conditions of the trust policy are not looked at. */
  readonly context?: RequestContext;
  /** Names of AWS's managed policies, all of which the role has to have. */
  readonly managedPolicies?: readonly string[];
}

export type Grant =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly reason: "missing" | "trust" | "policies"; readonly missing: readonly string[] };

/** Whether a service can use the role for what it needs; and if not, why. */
export function roleAllows(account: Account, roleArn: string, need: Need): Grant {
  const role = findRole(account, roleArn);
  if (!role) return { allowed: false, reason: "missing", missing: [roleArn] };
  const trusted = trustedServices(role.outputs)
    .filter(({ service, isMetBy }) => service === need.service && (!need.context || isMetBy(need.context)))
    .map(({ action }) => action);
  const untrusted = (need.trustActions ?? ["sts:AssumeRole"]).filter((action) => !trusted.includes(action));
  if (untrusted.length > 0) return { allowed: false, reason: "trust", missing: untrusted };

  const attached = attachedPolicies(account, roleArn);
  const absent = (need.managedPolicies ?? []).filter((name) => !attached.includes(name));
  return absent.length === 0 ? { allowed: true } : { allowed: false, reason: "policies", missing: absent };
}
