import { nameOf, refusal } from "../accountRules";
import { AwsError, type ServiceName } from "../error";
import { sessionArn } from "../iam/functions";
import type { Call } from "../resourceType";
import { rules as allRules, type TypeRules } from "../rules";
import { decide, type Permission } from "./evaluate";
import { permissionsFor, permissionsForFunction, type Step } from "./needs";

/** Services that answer with other codes than the rest. */
const CODES: Readonly<Record<string, string>> = {
  autoscaling: "AccessDenied",
  ec2: "UnauthorizedOperation",
  iam: "AccessDenied",
};

/** Refuses a step on a resource, in AWS's words, unless the caller has every permission that it needs. */
export function authorizeStep(call: Call, rules: TypeRules, step: Step): void {
  if (!call.policy) return;
  const problem = firstProblem(call, permissionsFor(call, rules.type, step));
  if (problem === undefined) return;
  const name = "current" in step ? step.current.id : nameOf(rules, step.inputs);
  const reason = reasonOf(rules.service, problem.text);
  throw refusal(rules, step.kind, name, codeOf(rules.service), reason, ownCall(rules, step, problem.action));
}

/** The API call of the action's name, unless AWS asks for the permission within another call: for tags of what is created, and for what other services do. */
function ownCall({ service }: TypeRules, { kind }: Step, action: string): string | undefined {
  const [owner, operation = ""] = action.split(":");
  const isAskedWithin = owner !== service || action === "iam:PassRole" || (kind === "create" && /Tag/.test(operation));
  return isAskedWithin ? undefined : operation;
}

export function authorizeFunction(call: Call, token: string): void {
  if (!call.policy) return;
  const problem = firstProblem(call, permissionsForFunction(token));
  if (problem === undefined) return;
  const [service = "", operation = ""] = problem.action.split(":");
  const name: ServiceName = allRules.general.sdkServiceNames[service] ?? service;
  const title = `${name} ${operation.replace(/^[A-Z][a-z]+/, "").replace(/(?<=[a-z])(?=[A-Z])/g, " ")}`;
  throw new AwsError(name, operation, title, codeOf(service), reasonOf(service, problem.text));
}

function firstProblem(
  { policy = [], callerArn }: Call,
  permissions: readonly Permission[],
): { readonly action: string; readonly text: string } | undefined {
  for (const permission of permissions) {
    const decision = decide(policy, permission);
    if (decision === "allowed") continue;
    const { action, resource } = permission;
    const place = resource === undefined ? "" : ` on resource: ${resource}`;
    const why =
      decision === "denied"
        ? "with an explicit deny in an identity-based policy"
        : `because no identity-based policy allows the ${action} action`;
    return { action, text: `User: ${sessionArn(callerArn)} is not authorized to perform: ${action}${place} ${why}` };
  }
  return undefined;
}

function codeOf(service: string): string {
  return CODES[service] ?? "AccessDeniedException";
}

function reasonOf(service: string, text: string): string {
  return service === "ec2" ? `You are not authorized to perform this operation. ${text}` : text;
}
