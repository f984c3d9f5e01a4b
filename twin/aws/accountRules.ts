import type { Properties } from "../provider/values";
import type { Account, StoredResource } from "./account";
import { brokenLimits } from "./constraints";
import { AwsError } from "./error";
import { elementsAt, isAbsent } from "./paths";
import { type Reference, rules as allRules, type TypeRules, type Uniqueness } from "./rules";
import { shown } from "./read";

/**
 * The error for a call on this resource, with the words the provider has for it.
 * @param operation the API call, where it is another than the step's
 */
export function refusal(
  rules: TypeRules,
  step: "create" | "read" | "update" | "delete",
  name: string | undefined,
  code: string,
  reason: string,
  operation = rules.api[step] ?? rules.api.create,
): AwsError {
  const service = allRules.general.sdkServiceNames[rules.service] ?? rules.service;
  const resource = name === undefined ? rules.title : `${rules.title} (${name})`;
  return new AwsError(service, operation, resource, code, reason);
}

/** What the provider puts in brackets in an error about a resource that has no id yet. */
export function nameOf(rules: TypeRules, inputs: Properties): string | undefined {
  const name = rules.autoName ? inputs[rules.autoName.property] : undefined;
  return typeof name === "string" ? name : undefined;
}

/** Refuses, as the service does, what the provider lets pass although the service's model forbids it. */
export function refuseBrokenLimits(rules: TypeRules, step: "create" | "update", inputs: Properties): void {
  for (const { constraint, reason } of brokenLimits(rules, inputs, "service")) {
    if (constraint.errorCode) throw refusal(rules, step, nameOf(rules, inputs), constraint.errorCode, reason);
  }
}

/** Refuses inputs that name a resource which is not in the account. */
export function refuseMissing(account: Account, rules: TypeRules, step: "create" | "update", inputs: Properties): void {
  for (const rule of rules.mustExist) {
    for (const value of elementsAt(inputs, rule.property)) {
      if (typeof value !== "string" || value === "" || isNamedBy(account, rule.refersTo, rule.by, value)) continue;
      const text = rule.message?.replaceAll("{value}", value) ?? `${rule.property} ${value} does not exist`;
      throw refusal(rules, step, nameOf(rules, inputs), rule.errorCode, text);
    }
  }
}

function isNamedBy(account: Account, type: string, by: string | undefined, value: string): boolean {
  if (by === undefined) return account.get(type, value) !== undefined;
  return account.list(type).some((resource) => resource.outputs[by] === value);
}

/** The error code with which most calls say that a resource of this type does not exist. */
export function notFoundCode(type: string): string {
  const codes = allRules.types
    .flatMap(({ mustExist }) => mustExist.filter(({ refersTo }) => refersTo === type))
    .map(({ errorCode }) => errorCode);
  const uses = (code: string) => codes.filter((other) => other === code).length;
  return codes.sort((one, other) => uses(other) - uses(one))[0] ?? "ResourceNotFoundException";
}

/** What may be there only once, as text: equal texts clash. */
export function uniqueKeys(
  rules: TypeRules,
  inputs: Properties,
): { readonly rule: Uniqueness; readonly key: string }[] {
  return rules.uniqueness.flatMap((rule) => {
    const values = rule.properties.map((property) => inputs[property]);
    if (values.every(isAbsent)) return [];
    const key = JSON.stringify([rules.type, inputs.region, ...values.map((value) => value ?? null)]);
    return [{ rule, key: rule.ignoreCase ? key.toLowerCase() : key }];
  });
}

/**
 * Refuses a second resource of what may be there only once.
 * @param underWay keys of the resources that are being created
 */
export function refuseDuplicate(
  account: Account,
  rules: TypeRules,
  inputs: Properties,
  underWay: ReadonlySet<string>,
): void {
  const wanted = uniqueKeys(rules, inputs);
  if (wanted.length === 0) return;
  const taken = new Set(underWay);
  for (const { inputs: others, outputs } of account.list(rules.type)) {
    for (const { key } of uniqueKeys(rules, { ...outputs, ...others })) taken.add(key);
  }
  const clash = wanted.find(({ key }) => taken.has(key));
  if (!clash) return;
  const text = clash.rule.message?.replace(/\{(\w+)\}/g, (_placeholder, name: string) => shown(inputs[name] ?? ""));
  throw refusal(
    rules,
    "create",
    nameOf(rules, inputs),
    clash.rule.errorCode,
    text ?? `${clash.rule.what ?? rules.title} already exists`,
  );
}

/** Refuses one more than the account's quota. */
export function refuseOverQuota(account: Account, rules: TypeRules, inputs: Properties): void {
  for (const { count, within, errorCode, message } of rules.quotas ?? []) {
    const others = account
      .list(rules.type)
      .filter(({ outputs }) => within === undefined || outputs[within] === inputs[within]);
    if (others.length >= count) throw refusal(rules, "create", nameOf(rules, inputs), errorCode, message);
  }
}

/** Refuses to delete what other resources still use. */
export function refuseInUse(account: Account, rules: TypeRules, current: StoredResource): void {
  for (const rule of rules.deleteBlockedBy) {
    const holder = rule.references
      .flatMap((reference) => holders(account, reference, current))
      .find((other) => !rule.exceptSame || other.outputs[rule.exceptSame.of] !== current.id);
    if (!holder) continue;
    const attributes: Properties = { ...current.outputs, id: current.id };
    const text = rule.message?.replace(/\{(\w+)\}/g, (_placeholder, name: string) => shown(attributes[name]));
    throw refusal(rules, "delete", current.id, rule.errorCode, text ?? `${current.id} is in use by ${holder.id}`);
  }
}

/** The resources that name this one. */
function holders(account: Account, { type, property, to }: Reference, current: StoredResource): StoredResource[] {
  const name = to === undefined ? current.id : current.outputs[to];
  return account.list(type).filter((other) => elementsAt(other.outputs, property).some((value) => value === name));
}
