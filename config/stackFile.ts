import { readFileSync, statSync } from "node:fs";
import { relative } from "node:path";
import {
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Node,
} from "yaml";
import { ConfigError, type LineOf, type Path, type Problem } from "./errors";
import { ownSection, ownValues } from "./namespace";
import { parseConfig } from "./parse";
import { platformConfig } from "./schema";
import type { PlatformConfig } from "./sections";

/** A `Pulumi.<stack>.yaml`, read for its values and for where they stand. */
export interface StackFile {
  /** Values of the project's own namespace, by section. */
  readonly values: Readonly<Record<string, unknown>>;
  /** What keeps the file from being read at all. */
  readonly problems: readonly Problem[];
  /** Places of values that Pulumi has encrypted. */
  readonly encrypted: readonly Path[];
  readonly lineOf: LineOf;
}

export function readStackFile(text: string): StackFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true });
  const problems: Problem[] = [];
  const lineAt = (position: number) => lines.linePos(position).line;
  const refuse = (message: string, position: number) =>
    problems.push({ path: [], message: `is not YAML: ${message}`, line: lineAt(position) });
  // After a tab the library misreads the lines that follow, too.
  const tabs = document.errors.filter(({ code }) => code === "TAB_AS_INDENT");
  for (const { code, message, pos } of tabs.length > 0 ? tabs : document.errors) {
    if (code === "DUPLICATE_KEY") problems.push(keyGivenTwice(document, pos[0], lineAt));
    else if (code === "TAB_AS_INDENT") refuse("the line begins with a tab; indent with spaces", pos[0]);
    // The library adds the place, and a picture of it, after the sentence.
    else refuse(message.split(/ at line \d+|\n/)[0] ?? message, pos[0]);
  }
  visit(document, {
    Alias(_key, alias) {
      if (!alias.resolve(document))
        refuse(`no anchor &${alias.source} stands before *${alias.source}`, alias.range?.[0] ?? 0);
    },
  });
  const config = isMap(document.contents) ? document.contents.get("config", true) : undefined;

  const lineOf: LineOf = (path) => {
    let place: Node | undefined;
    let node: unknown = config;
    for (const [depth, step] of path.entries()) {
      const next = childOf(node, step, depth === 0);
      if (!next) break;
      ({ place, node } = next);
    }
    const start = place?.range?.[0];
    return start === undefined ? undefined : lineAt(start);
  };
  const written =
    problems.length === 0 && isMap(config) ? ownValues(config.toJS(document) as Record<string, unknown>) : {};
  const encrypted: Path[] = [];
  const values = withoutEncryption(written, [], encrypted) as Record<string, unknown>;
  return { values, problems, encrypted, lineOf };
}

/** Of a key that stands twice in a map: where it stands, and where it stands for the first time. */
function keyGivenTwice(document: Document, position: number, lineAt: (position: number) => number): Problem {
  let problem: Problem = { path: [], message: "is not YAML: a key is given twice", line: lineAt(position) };
  visit(document, {
    Pair(_key, { key }, ancestors) {
      if (!isScalar(key) || key.range?.[0] !== position) return undefined;
      const path = [...ancestors.filter(isPair), { key }].map((pair) => (isScalar(pair.key) ? pair.key.value : ""));
      const siblings = ancestors.findLast(isMap)?.items ?? [];
      const first = siblings.map((pair) => pair.key).find((other) => isScalar(other) && other.value === key.value);
      const [section = "", ...rest] = path.filter((step) => step !== "config").map(String);
      problem = {
        path: [ownSection(section) ?? section, ...rest],
        message: `is given twice, in lines ${lineAt((first as Node).range?.[0] ?? 0)} and ${lineAt(position)}: keep one of them`,
        line: lineAt(position),
      };
      return visit.BREAK;
    },
  });
  return problem;
}

/** An encrypted value (`{ secure: ... }`) counts as text, which is what the program gets to see. */
function withoutEncryption(value: unknown, path: Path, encrypted: Path[]): unknown {
  if (Array.isArray(value)) return value.map((item, index) => withoutEncryption(item, [...path, index], encrypted));
  if (typeof value !== "object" || value === null) return value;
  if ("secure" in value && Object.keys(value).length === 1) {
    encrypted.push(path);
    return value.secure;
  }
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([key, each]) => [key, withoutEncryption(each, [...path, key], encrypted)]));
}

function childOf(node: unknown, step: PropertyKey, top: boolean): { place: Node; node: unknown } | undefined {
  if (isSeq(node)) {
    const item = typeof step === "number" ? node.items[step] : undefined;
    return isNode(item) ? { place: item, node: item } : undefined;
  }
  if (!isMap(node)) return undefined;
  for (const pair of node.items) {
    if (!isPair(pair) || !isScalar(pair.key)) continue;
    const key = String(pair.key.value);
    if ((top ? ownSection(key) : key) === step) return { place: pair.key, node: pair.value };
  }
  return undefined;
}

/**
 * Reads and checks a stack file without Pulumi.
 *
 * @throws ConfigError with every problem there is
 */
export function parseStackFile(path: string, schema = platformConfig): PlatformConfig {
  const file = relative(process.cwd(), path);
  if (!statSync(path).isFile())
    throw new ConfigError(file, [{ path: [], message: "is a folder; must be a YAML file" }]);
  const { values, problems, encrypted, lineOf } = readStackFile(readFileSync(path, "utf8"));
  if (problems.length > 0) throw new ConfigError(file, problems);
  return parseConfig(values, file, { lines: () => lineOf, encrypted, schema });
}
