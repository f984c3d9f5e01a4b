import { matches } from "./wildcard";

/** Condition keys that the simulation has values for. */
export const conditionKeys = [
  "iam:AWSServiceName",
  "iam:PassedToService",
  "iam:PermissionsBoundary",
  "iam:PolicyARN",
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

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const tests: Readonly<Record<string, Test>> = {
  StringEquals: equals,
  StringNotEquals: not(equals),
  StringLike: like,
  StringNotLike: not(like),
  ArnEquals: like, // the same as ArnLike
  ArnLike: like,
  ArnNotEquals: not(like),
  ArnNotLike: not(like),
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
