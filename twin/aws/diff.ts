import type { DiffResult, PropertyDiff, PropertyDiffKind } from "../provider/resourceProvider";
import { isObject, type Properties, UNKNOWN, type Value } from "../provider/values";
import { DEFAULTS, isGivenName } from "./autoName";
import { parseJson } from "./check";
import { isAbsent, isWithin, join, withoutIndices } from "./paths";
import { type ConditionalForceNew, isChosenByAws, type TypeRules } from "./rules";
import { shown } from "./read";

interface Sides {
  readonly old: Value | undefined;
  /** What the resource has now where no input was given: AWS's choice. */
  readonly actual: Value | undefined;
  readonly new: Value | undefined;
}

interface Change extends Sides {
  readonly path: string;
  readonly kind: PropertyDiffKind;
}

/** What changes between two sets of inputs, and whether the resource can take it in place. */
export function diffInputs(
  rules: TypeRules,
  request: {
    readonly oldInputs: Properties;
    readonly oldOutputs: Properties;
    readonly news: Properties;
    readonly ignoreChanges?: readonly string[];
  },
): DiffResult {
  const { oldInputs, oldOutputs, news, ignoreChanges = [] } = request;
  const found = [...changesOf(rules, "", { old: oldInputs, actual: oldOutputs, new: news })].filter(
    ({ path, actual, new: wanted }) =>
      // What the state says is there already, after a failed update for example.
      !(isAbsent(actual) ? isAbsent(wanted) : isSame(actual, wanted)) &&
      path !== DEFAULTS &&
      !path.startsWith(`${DEFAULTS}[`) &&
      !ignoreChanges.some((ignored) => isWithin(path, ignored)),
  );
  const changes: Record<string, PropertyDiff> = {};
  for (const change of found) changes[change.path] = { kind: change.kind, replace: replaces(rules, change) };
  const replaced = Object.values(changes).some(({ replace }) => replace);
  return { changes, deleteBeforeReplace: replaced && deletesFirst(rules, news) };
}

function* changesOf(rules: TypeRules, path: string, sides: Sides): Generator<Change> {
  const rulePath = withoutIndices(path);
  const { old, actual } = sides;
  if (path !== "" && isAbsent(sides.new)) {
    // What AWS chooses when nothing is given stays as it is when it is no longer given.
    if (!isAbsent(old) && (!isChosenByAws(rules, rulePath) || minds(rules, rulePath)))
      yield { ...sides, path, kind: "delete" };
    return;
  }
  const before = path !== "" && isAbsent(old) && isChosenByAws(rules, rulePath) ? actual : old;
  if (isObject(sides.new) && isObject(before)) {
    const from = isObject(old) ? old : {};
    const has = isObject(actual) ? actual : {};
    for (const key of new Set([...Object.keys(from), ...Object.keys(sides.new)])) {
      yield* changesOf(rules, join(path, key), { old: from[key], actual: has[key], new: sides.new[key] });
    }
    return;
  }
  if (isAbsent(before)) {
    yield { ...sides, path, kind: "add" };
    return;
  }
  if (Array.isArray(sides.new) && Array.isArray(before)) {
    const has = Array.isArray(actual) ? actual : [];
    const [from, to] = rules.sets?.includes(rulePath) ? withoutCommon(before, sides.new) : [before, sides.new];
    for (let index = 0; index < Math.max(from.length, to.length); index++)
      yield* changesOf(rules, `${path}[${index}]`, { old: from[index], actual: has[index], new: to[index] });
    return;
  }
  if (!isSame(before, sides.new)) yield { ...sides, old: before, path, kind: "update" };
}

/** The members that only one of the two sets has, each at the index it has there. */
function withoutCommon(old: Value[], news: Value[]): [(Value | undefined)[], (Value | undefined)[]] {
  const texts = (values: Value[]) => new Set(values.map((value) => canonical(value)));
  const [oldTexts, newTexts] = [texts(old), texts(news)];
  return [
    old.map((value) => (newTexts.has(canonical(value)) ? undefined : value)),
    news.map((value) => (oldTexts.has(canonical(value)) ? undefined : value)),
  ];
}

function isSame(old: Value | undefined, value: Value | undefined): boolean {
  if (value === UNKNOWN || old === UNKNOWN) return false;
  if (typeof old === "string" && typeof value === "string") return old === value || isSameDocument(old, value);
  // Text that is a number or a truth value is taken for it, as bridged providers do.
  if (!isObject(old) && !isObject(value) && !Array.isArray(old) && !Array.isArray(value))
    return shown(old) === shown(value);
  return canonical(old) === canonical(value);
}

/** JSON documents that say the same in another layout. */
function isSameDocument(old: string, value: string): boolean {
  if (!old.trimStart().startsWith("{") || !value.trimStart().startsWith("{")) return false;
  const [one, other] = [parseJson(old), parseJson(value)];
  return one !== undefined && other !== undefined && canonical(one) === canonical(other);
}

/** Text that is equal for equal values, whatever the order of keys. */
export function canonical(value: Value | undefined): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value ?? null);
  const members = Object.entries(value)
    .filter(([, member]) => !isAbsent(member))
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(",")}}`;
}

/** Whether the removal of the property is a change of the resource, though AWS has an answer of its own for it. */
function minds(rules: TypeRules, path: string): boolean {
  return (rules.forceNewConditional ?? []).some(
    ({ property, on }) => property === path && (on === "removed" || on === "setOrRemoved"),
  );
}

function replaces(rules: TypeRules, change: Change): boolean {
  const path = withoutIndices(change.path);
  if (rules.forceNew.some((name) => isWithin(path, name))) return true;
  if ((rules.forceNewConditional ?? []).some((rule) => isWithin(path, rule.property) && meets(rule, path, change)))
    return true;
  // A whole object that comes brings its members along; one that goes takes them.
  if (change.kind === "update") return false;
  const member = change.kind === "add" ? change.new : change.old;
  return (
    isObject(member) &&
    Object.entries(member).some(([key, value]) => !isAbsent(value) && bringsReplacement(rules, join(path, key), value))
  );
}

function bringsReplacement(rules: TypeRules, path: string, value: Value | undefined): boolean {
  if (rules.forceNew.includes(path)) return true;
  return (
    isObject(value) && Object.entries(value).some(([key, member]) => bringsReplacement(rules, join(path, key), member))
  );
}

function meets({ on, property }: ConditionalForceNew, path: string, change: Change): boolean {
  const kinds: Record<typeof on, readonly PropertyDiffKind[]> = {
    removed: ["delete"],
    changed: ["update"],
    setOrRemoved: ["add", "delete"],
  };
  // A member that comes or goes is a change of the property, not its coming or going.
  return kinds[on].includes(path === property ? change.kind : "update");
}

function deletesFirst({ deleteBeforeReplace, autoName }: TypeRules, news: Properties): boolean {
  if (typeof deleteBeforeReplace === "boolean") return deleteBeforeReplace;
  return autoName !== undefined && isGivenName(news, autoName.property);
}
