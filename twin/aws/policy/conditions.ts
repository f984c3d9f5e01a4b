import { matches } from "./wildcard";

/** Condition keys that the simulation has values for. */
export const conditionKeys = [
  "iam:AWSServiceName",
  "iam:PassedToService",
  "iam:PermissionsBoundary",
  "iam:PolicyARN",
  "route53:ChangeResourceRecordSetsNormalizedRecordNames",
  "route53:ChangeResourceRecordSetsRecordTypes",
] as const;

export type ConditionKey = (typeof conditionKeys)[number];

/** Names of keys are the same in any case. */
export function findKey(name: string): ConditionKey | undefined {
  return conditionKeys.find((key) => key.toLowerCase() === name.toLowerCase());
}

type Test = (given: string | undefined, wanted: readonly string[]) => boolean;

const equals: Test = (given, wanted) => given !== undefined && wanted.includes(given);
const like: Test = (given, wanted) => given !== undefined && wanted.some((pattern) => matches(given, pattern));
const not =
  (test: Test): Test =>
  (given, wanted) =>
    !test(given, wanted);

/** Of a key that can have many values, and has one here: a call without it passes. */
const forAllValues =
  (test: Test): Test =>
  (given, wanted) =>
    given === undefined || test(given, wanted);

/**
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
const tests: Readonly<Record<string, Test>> = {
  StringEquals: equals,
  StringNotEquals: not(equals),
  StringLike: like,
  StringNotLike: not(like),
  ArnEquals: like, // the same as ArnLike
  ArnLike: like,
  ArnNotEquals: not(like),
  ArnNotLike: not(like),
  "ForAllValues:StringEquals": forAllValues(equals),
  "ForAllValues:StringLike": forAllValues(like),
};

export const operators: readonly string[] = Object.keys(tests);

/** Whether all conditions hold. @param given values of the keys that the call has */
export function holds(
  condition: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>,
  given: Readonly<Partial<Record<ConditionKey, string>>>,
): boolean {
  return Object.entries(condition).every(([operator, keys]) =>
    Object.entries(keys).every(([name, wanted]) => {
      const key = findKey(name);
      const test = tests[operator];
      if (!key || !test) throw new Error(`the condition ${operator} of ${name} was not checked`);
      return test(given[key], wanted);
    }),
  );
}
