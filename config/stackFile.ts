import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument, visit, type Node } from "yaml";
import { ConfigError, type LineOf, type Problem } from "./errors";
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
  readonly lineOf: LineOf;
}

export function readStackFile(text: string): StackFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true });
  const problems: Problem[] = [];
  const refuse = (message: string, position: number) =>
    problems.push({ path: [], message: `is not YAML: ${message}`, line: lines.linePos(position).line });
  // The library adds the place, and a picture of it, after the sentence.
  for (const { message, pos } of document.errors) refuse(message.split(/ at line \d+|\n/)[0] ?? message, pos[0]);
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
    return start === undefined ? undefined : lines.linePos(start).line;
  };
  const values =
    problems.length === 0 && isMap(config)
      ? ownValues(config.toJS(document, { reviver: sealed }) as Record<string, unknown>)
      : {};
  return { values, problems, lineOf };
}

/** An encrypted value (`{ secure: ... }`) counts as text, which is what the program gets to see. */
const sealed = (_key: unknown, value: unknown): unknown =>
  typeof value === "object" && value !== null && "secure" in value && Object.keys(value).length === 1
    ? value.secure
    : value;

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
  const { values, problems, lineOf } = readStackFile(readFileSync(path, "utf8"));
  if (problems.length > 0) throw new ConfigError(file, problems);
  return parseConfig(values, file, () => lineOf, schema);
}
