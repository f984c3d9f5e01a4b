import type { DiffResult, PropertyDiff } from "../provider/resourceProvider";
import { isObject, type Value } from "../provider/values";
import { isAutonamed, isNamed } from "./naming";
import { type KubernetesObject, nameOf, namespaceOf } from "./objects";
import { sameValue } from "./sameValue";

type Path = readonly (string | number)[];

/**
 * Compares the inputs of the last deployment (after a refresh: what the cluster has of them) with the new ones.
 *
 * @param immutable paths as in `immutableFields`.
 */
export function diffObjects(
  old: KubernetesObject,
  news: KubernetesObject,
  immutable: readonly string[],
  ignoreChanges: readonly string[] = [],
): DiffResult {
  const changes: Record<string, PropertyDiff> = {};
  const patterns = immutable.map((path) => path.split("."));
  for (const change of compare([], old, news)) {
    const path = formatPath(change.path);
    if (ignoreChanges.some((ignored) => covers(ignored, path))) continue;
    const replace = patterns.some((pattern) => touches(pattern, change));
    changes[path] = replace ? { kind: change.kind, replace } : { kind: change.kind };
  }
  const replaced = Object.values(changes).some(({ replace }) => replace);
  return { changes, deleteBeforeReplace: replaced && mustKeepName(old, news) };
}

/** A replacement of the same fixed name in the same namespace can't stand beside the old object. */
function mustKeepName(old: KubernetesObject, news: KubernetesObject): boolean {
  return isNamed(news) && !isAutonamed(news) && nameOf(news) === nameOf(old) && namespaceOf(news) === namespaceOf(old);
}

interface Change {
  readonly path: Path;
  readonly kind: PropertyDiff["kind"];
  /** The new value; `undefined` for one that is gone. */
  readonly value: Value | undefined;
}

function* compare(path: Path, old: Value | undefined, value: Value | undefined): Generator<Change> {
  if (isAbsent(old)) {
    if (!isAbsent(value)) yield { path, kind: "add", value };
  } else if (isAbsent(value)) {
    yield { path, kind: "delete", value: undefined };
  } else if (isObject(old) && isObject(value)) {
    for (const key of new Set([...Object.keys(old), ...Object.keys(value)])) {
      yield* compare([...path, key], old[key], value[key]);
    }
  } else if (Array.isArray(old) && Array.isArray(value)) {
    for (let index = 0; index < Math.max(old.length, value.length); index++) {
      yield* compare([...path, index], old[index], value[index]);
    }
  } else if (!sameValue(path, old, value)) {
    yield { path, kind: "update", value };
  }
}

function isAbsent(value: Value | undefined): value is null | undefined {
  return value === undefined || value === null;
}

/** Whether the change is at or below the pattern, or brings a value that has something at the pattern. */
function touches(pattern: readonly string[], { path, value }: Change): boolean {
  const matches = (step: string | number | undefined, token: string | undefined) =>
    token === "*" ? typeof step === "number" : step === token;
  const common = Math.min(pattern.length, path.length);
  if (!pattern.slice(0, common).every((token, index) => matches(path[index], token))) return false;
  return pattern.length <= path.length || has(value, pattern.slice(common));
}

function has(value: Value | undefined, [token, ...rest]: readonly string[]): boolean {
  if (token === undefined) return value !== undefined;
  if (token === "*") return Array.isArray(value) && value.some((item) => has(item, rest));
  return isObject(value) && has(value[token], rest);
}

/** The path in Pulumi's notation: `spec.ports[0].port`, `metadata.labels["app.kubernetes.io/name"]`. */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    if (/[."[\]]/.test(step)) return `${text}["${step.replaceAll('"', '\\"')}"]`;
    return text ? `${text}.${step}` : step;
  }, "");
}

/** Steps of a path in Pulumi's notation. */
export function parsePath(path: string): (string | number)[] {
  return [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+|\*)\]|([^.[\]]+)/g)].map(([, quoted, index, name]) => {
    if (quoted !== undefined) return quoted.replaceAll('\\"', '"');
    if (index !== undefined) return index === "*" ? "*" : Number(index);
    return name ?? "";
  });
}

function covers(ignored: string, path: string): boolean {
  const steps = parsePath(path);
  return parsePath(ignored).every((step, index) => step === "*" || step === steps[index]);
}
