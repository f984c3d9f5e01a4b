import type { Value } from "../provider/values";
import { isWithin } from "./paths";
import data from "./aws-rules.json";

/** Limits of one property; `min` and `max` are lengths for text and values for numbers. */
export interface Constraint {
  readonly enum?: readonly (string | number)[];
  /** A regular expression for the whole text. */
  readonly pattern?: string;
  readonly min?: number;
  readonly max?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  /** Longest key and value of a map, for example tags. */
  readonly keyMax?: number;
  readonly valueMax?: number;
  readonly reservedPrefix?: string;
  /** `service`: what breaks it passes a preview and is refused by the API. */
  readonly refusedBy?: "service";
  /** The API's code, for a limit that the service refuses. */
  readonly errorCode?: string;
}

/** A property that names another resource. */
export interface MustExist {
  readonly property: string;
  readonly errorCode: string;
  /** Type of the resource that has to be in the account. */
  readonly refersTo: string;
  /** Output of that resource which the property names; the id by default. */
  readonly by?: string;
  /** AWS's message, `{value}` for what was given. */
  readonly message?: string;
}

export interface Uniqueness {
  /** Begins the message where there is no other. */
  readonly what?: string;
  readonly errorCode: string;
  /** Inputs that may not all be equal to those of another resource of the type. */
  readonly properties: readonly string[];
  readonly ignoreCase?: boolean;
  readonly message?: string;
}

/** How many of the type an account may have, unless it asked for more. */
export interface Quota {
  readonly count: number;
  /** Input that has to be the same for two to count together; in the whole account and region otherwise. */
  readonly within?: string;
  readonly errorCode: string;
  readonly message: string;
}

export interface Reference {
  readonly type: string;
  readonly property: string;
  /** Output that the property names; the id by default. */
  readonly to?: string;
}

export interface DeletionBlock {
  readonly errorCode: string;
  /** Resources that hold this one: their type and the property that names it. */
  readonly references: readonly Reference[];
  /** The resource's own parts, which go with it, don't hold it: those whose property names the same one. */
  readonly exceptSame?: { readonly of: string };
  readonly message?: string;
}

/** When a change of the property replaces the resource, and when it is made in place. */
export interface ConditionalForceNew {
  readonly property: string;
  /** `changed`: from one value to another, not set for the first time. */
  readonly on: "removed" | "changed" | "setOrRemoved";
}

export interface ComputedOutput {
  /** How it is formed: `arn:{partition}:ec2:{region}:{account}:vpc/{id}`. */
  readonly format?: string;
  /** What it is after creation. */
  readonly value?: Value;
}

export interface TypeRules {
  readonly type: string;
  readonly service: string;
  /** The API call of each step; the creation's, where a step has none of its own. */
  readonly api: Readonly<{ create: string; read?: string; update?: string; delete?: string }>;
  /** What the provider calls the resource in its errors: `EC2 Subnet`. */
  readonly title: string;
  /** Paths of properties, list indices left out: a changed value replaces the resource. */
  readonly forceNew: readonly string[];
  readonly forceNewConditional?: readonly ConditionalForceNew[];
  readonly autoName?: {
    readonly property: string;
    /** Of the generated part. */
    readonly maxLength: number;
  };
  readonly deleteBeforeReplace: boolean | string;
  /** Values that the provider fills in, by path. */
  readonly defaults: Readonly<Record<string, Value>>;
  /** Values that AWS fills in, by path. */
  readonly apiDefaults?: Readonly<Record<string, Value>>;
  /** Values that AWS fills in and that only words describe. */
  readonly apiDefaultsInWords?: Readonly<Record<string, string>>;
  readonly computedOutputs: Readonly<Record<string, ComputedOutput>>;
  readonly constraints?: Readonly<Record<string, Constraint>>;
  /** Paths of lists whose order means nothing. */
  readonly sets?: readonly string[];
  /** Inputs that are JSON text; an object is taken too. */
  readonly jsonDocuments?: readonly string[];
  readonly hasTags?: boolean;
  readonly uniqueness: readonly Uniqueness[];
  readonly quotas?: readonly Quota[];
  readonly mustExist: readonly MustExist[];
  readonly deleteBlockedBy: readonly DeletionBlock[];
}

interface Rules {
  readonly general: {
    readonly httpStatus: {
      readonly eks: Readonly<Record<string, number>>;
      readonly iam: Readonly<Record<string, number>>;
    };
    /** Policies of AWS, without `arn:aws:iam::aws:policy/`. */
    readonly managedPolicies: readonly string[];
    /** Name of a service in the SDK's errors, by its short name: `logs` → `CloudWatch Logs`. */
    readonly sdkServiceNames: Readonly<Record<string, string>>;
  };
  readonly types: readonly TypeRules[];
}

/** What the aws provider and the AWS APIs answer: data, with its sources in the file itself. */
export const rules = data as unknown as Rules;

const byType = new Map(rules.types.map((type) => [type.type, type]));

/** The rules of a resource type that has them. */
export function rulesOf(type: string): TypeRules {
  const found = byType.get(type);
  if (!found) throw new Error(`no rules for ${type}`);
  return found;
}

/** Paths of what AWS makes up, or chooses where no input is given. */
export function chosenByAws(rules: TypeRules): string[] {
  return [rules.computedOutputs, rules.apiDefaults ?? {}, rules.apiDefaultsInWords ?? {}].flatMap(Object.keys);
}

/** Whether AWS has a value of its own for the property, or for a member of it, when the program gives none. */
export function isChosenByAws(rules: TypeRules, path: string): boolean {
  return chosenByAws(rules).some((name) => isWithin(path, name) || isWithin(name, path));
}
