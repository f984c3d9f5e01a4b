import data from "./provider-permissions.json";

/** Actions by the property that makes them needed; `*` stands for every property without an entry. */
type ByProperty = Readonly<Record<string, readonly string[]>>;

/** A property that hands a role to services. */
export interface PassedRole {
  /** Path of the role's ARN, its name, or of what leads to it. */
  readonly property: string;
  readonly to: readonly string[];
  /** Values of another property without which nothing is passed. */
  readonly when?: Readonly<Record<string, readonly string[]>>;
}

export interface TypePermissions {
  readonly create: ByProperty;
  readonly read: readonly string[];
  readonly update?: ByProperty;
  /** An update that takes the property's value away. */
  readonly unset?: ByProperty;
  readonly delete: readonly string[];
  readonly passes?: readonly PassedRole[];
  /** Services for which AWS makes a role at the first creation in an account. */
  readonly serviceLinkedRoles?: readonly string[];
}

interface Permissions {
  readonly types: Readonly<Record<string, TypePermissions>>;
  readonly functions: Readonly<Record<string, readonly string[]>>;
  /** Names of AWS's policies that the program attaches to its roles. */
  readonly attaches: readonly string[];
  /** Actions that no policy here allows, with the reason. */
  readonly withheld: Readonly<Record<string, string>>;
}

/** What the calls of the program need: data, with its sources in the file itself. */
export const permissions: Permissions = data;

/** @throws for a type that the table does not have */
export function permissionsOf(type: string): TypePermissions {
  const found = permissions.types[type];
  if (!found)
    throw new Error(
      `iam/provider-permissions.json does not say what the calls for ${type} need: add its actions there`,
    );
  return found;
}

/** @throws for a function that the table does not have */
export function actionsOfFunction(token: string): readonly string[] {
  const found = permissions.functions[token];
  if (!found)
    throw new Error(
      `iam/provider-permissions.json does not say what the calls of ${token} need: add its actions there`,
    );
  return found;
}

/** What giving, or changing, these properties needs. @throws for a property that the table says nothing of */
export function actionsFor(
  type: string,
  step: "create" | "update" | "unset",
  properties: readonly string[],
): readonly string[] {
  const { [step]: own = {}, update = {} } = permissionsOf(type);
  return properties.flatMap((property) => {
    const actions = own[property] ?? (step === "unset" ? update[property] : undefined) ?? own["*"] ?? update["*"];
    if (actions) return actions;
    throw new Error(
      `iam/provider-permissions.json does not say what a change of ${property} of ${type} needs: add its actions there`,
    );
  });
}
