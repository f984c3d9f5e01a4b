import { actionsFor, actionsOfFunction, permissionsOf } from "../../../iam/permissions";
import { type Properties, topLevel, type Value } from "../../provider/values";
import type { StoredResource } from "../account";
import { ROLE } from "../iam/types";
import { elementsAt, isAbsent } from "../paths";
import { text } from "../read";
import type { Call } from "../resourceType";
import { RECORD } from "../route53";
import type { Permission } from "./evaluate";

export type Step =
  | { readonly kind: "create"; readonly inputs: Properties }
  /** @param changed paths of the inputs that differ, as in a diff */
  | {
      readonly kind: "update";
      readonly current: StoredResource;
      readonly inputs: Properties;
      readonly changed: readonly string[];
    }
  | { readonly kind: "read" | "delete"; readonly current: StoredResource };

/** What a step on a resource needs, by the table in `iam/`. A change reads too. */
export function permissionsFor(call: Call, type: string, step: Step): Permission[] {
  const { read, delete: deletion, serviceLinkedRoles = [] } = permissionsOf(type);
  const inputs = "inputs" in step ? step.inputs : step.current.inputs;
  const keys = keysOf(call, type, inputs);
  const forActions = (actions: readonly string[]) => [...new Set(actions)].map((action) => ({ action, keys }));
  switch (step.kind) {
    case "read":
      return forActions(read);
    case "delete":
      return forActions([...deletion, ...read]);
    case "create": {
      const given = Object.keys(inputs).filter((property) => isGiven(inputs, property));
      return [
        ...forActions([...actionsFor(type, "create", heads(given)), ...read]),
        ...passedRoles(call, type, inputs, heads(given)),
        ...serviceLinkedRoles.map((service) => ({
          action: "iam:CreateServiceLinkedRole",
          keys: { "iam:AWSServiceName": service },
        })),
      ];
    }
    case "update": {
      const changed = heads(step.changed);
      const isSet = (property: string) => !isAbsent(inputs[property === "tags" ? "tagsAll" : property]);
      const set = changed.filter(isSet);
      const unset = changed.filter((property) => !isSet(property));
      return [
        ...forActions([...actionsFor(type, "update", set), ...actionsFor(type, "unset", unset), ...read]),
        ...passedRoles(call, type, inputs, set),
      ];
    }
  }
}

export const permissionsForFunction = (token: string): Permission[] =>
  actionsOfFunction(token).map((action) => ({ action }));

/** The properties that paths lead into; the tags are one, whether the program gave them to the resource or to everything. */
function heads(paths: readonly string[]): string[] {
  const properties = paths.map(topLevel);
  return [...new Set(properties.map((property) => (property === "tagsAll" ? "tags" : property)))];
}

/** Whether the provider would send it: `false` and 0 are as good as nothing. */
function isGiven(inputs: Properties, property: string): boolean {
  return Boolean(inputs[property]) && !isAbsent(inputs[property]);
}

function passedRoles(call: Call, type: string, inputs: Properties, properties: readonly string[]): Permission[] {
  const { passes = [] } = permissionsOf(type);
  return passes
    .filter(({ property }) => heads([property]).some((head) => properties.includes(head)))
    .filter(({ when = {} }) =>
      Object.entries(when).every(([property, values]) => values.includes(text(inputs[property]) ?? "")),
    )
    .flatMap(({ property, to }) =>
      elementsAt(inputs, property).flatMap((value) =>
        to.map((service) => ({
          action: "iam:PassRole",
          resource: roleArn(call, value),
          keys: { "iam:PassedToService": service },
        })),
      ),
    );
}

/** Of a role that is named by its ARN, or by a name of this account; what leads to a role in another way tells nothing. */
function roleArn({ account }: Call, value: Value): string | undefined {
  const name = text(value);
  if (name === undefined || name.startsWith("arn:")) return name;
  return text(account.list(ROLE).find(({ outputs }) => outputs.name === name)?.outputs.arn);
}

/** What conditions ask of calls on roles and records. */
function keysOf({ account }: Call, type: string, inputs: Properties): Permission["keys"] {
  if (type === RECORD)
    return {
      "route53:ChangeResourceRecordSetsNormalizedRecordNames": text(inputs.name)?.toLowerCase().replace(/\.$/, ""),
      "route53:ChangeResourceRecordSetsRecordTypes": text(inputs.type),
    };
  if (!type.startsWith("aws:iam/role")) return {};
  const role = type === ROLE ? inputs : account.list(ROLE).find(({ outputs }) => outputs.name === inputs.role)?.outputs;
  return { "iam:PermissionsBoundary": text(role?.permissionsBoundary), "iam:PolicyARN": text(inputs.policyArn) };
}
