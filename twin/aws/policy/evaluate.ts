import { type ConditionKey, holds } from "./conditions";
import type { Policy, Statement } from "./document";
import { matches } from "./wildcard";

/** One permission that a call needs. */
export interface Permission {
  readonly action: string;
  /** What the action is done to, where it is known; policies are not narrowed by it otherwise. */
  readonly resource?: string;
  readonly keys?: Readonly<Partial<Record<ConditionKey, string>>>;
}

export type Decision = "allowed" | "denied" | "notAllowed";

/**
 * What the policy says, by the logic of identity-based policies: a Deny wins, and what no statement allows is refused.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function decide(policy: Policy, permission: Permission): Decision {
  const effects = policy.filter((statement) => covers(statement, permission)).map(({ Effect }) => Effect);
  if (effects.includes("Deny")) return "denied";
  return effects.includes("Allow") ? "allowed" : "notAllowed";
}

function covers({ Action, Resource, Condition = {} }: Statement, { action, resource, keys = {} }: Permission): boolean {
  return (
    Action.some((pattern) => matches(action, pattern, "i")) &&
    (resource === undefined || Resource.some((pattern) => matches(resource, pattern))) &&
    holds(Condition, keys)
  );
}
