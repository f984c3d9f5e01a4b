import { z } from "zod";
import type { Properties } from "../../provider/values";
import type { Account, StoredResource } from "../account";
import { parseJson } from "../check";
import { shown, text } from "../read";
import { ROLE, ROLE_POLICY_ATTACHMENT } from "./types";

const oneOrMore = z.union([z.string(), z.array(z.string())]);

const trustPolicy = z.looseObject({
  Statement: z.array(
    z.looseObject({ Effect: z.literal("Allow"), Principal: z.strictObject({ Service: oneOrMore }), Action: oneOrMore }),
  ),
});

interface Trust {
  readonly service: string;
  /** `sts:AssumeRole` */
  readonly action: string;
}

/** What the role's trust policy lets services do; its conditions are not looked at. */
export function trustedServices({ name, assumeRolePolicy }: Properties): Trust[] {
  const parsed = trustPolicy.safeParse(parseJson(text(assumeRolePolicy) ?? ""));
  if (!parsed.success)
    throw new Error(`the simulated IAM knows trust policies that allow services something, not that of ${shown(name)}`);
  return parsed.data.Statement.flatMap(({ Principal, Action }) =>
    [Principal.Service].flat().flatMap((service) => [Action].flat().map((action) => ({ service, action }))),
  );
}

/** The role of this ARN, when it is in the account. */
function findRole(account: Account, arn: string): StoredResource | undefined {
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
    .filter(({ service }) => service === need.service)
    .map(({ action }) => action);
  const untrusted = (need.trustActions ?? ["sts:AssumeRole"]).filter((action) => !trusted.includes(action));
  if (untrusted.length > 0) return { allowed: false, reason: "trust", missing: untrusted };

  const attached = attachedPolicies(account, roleArn);
  const absent = (need.managedPolicies ?? []).filter((name) => !attached.includes(name));
  return absent.length === 0 ? { allowed: true } : { allowed: false, reason: "policies", missing: absent };
}
