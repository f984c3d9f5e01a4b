/**
 * What the log router of Fargate takes, of what a person writes: Fluent Bit filters and parsers.
 *
 * Fargate itself would refuse the ConfigMap only when a pod starts, and then run the pod without logs.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/fargate-logging.html (2026-11-21)
 */
export interface LogRouterFiles {
  readonly filters?: string;
  readonly parsers?: string;
}

/** Characters of the whole ConfigMap. */
const maximum = 5300;

/** Kept for the keys, and for the output section that the platform writes. */
const reserved = 400;

interface FileRules {
  readonly section: string;
  readonly requiredKeys: readonly string[];
}

const files: Readonly<Record<keyof LogRouterFiles, FileRules>> = {
  filters: { section: "FILTER", requiredKeys: ["name", "match"] },
  parsers: { section: "PARSER", requiredKeys: ["name", "format"] },
};

const supportedFilters = [
  "grep",
  "parser",
  "record_modifier",
  "rewrite_tag",
  "throttle",
  "nest",
  "modify",
  "kubernetes",
];

/** Parameters of the filter `kubernetes` that Fargate fills in. */
const reservedKeys = ["kube_url", "kube_ca_file", "kube_token_command", "kube_token_file"];

export interface LogRouterProblem {
  readonly file: keyof LogRouterFiles;
  readonly message: string;
}

/** Why Fargate would refuse the files. */
export function logRouterProblems(given: LogRouterFiles): LogRouterProblem[] {
  const problems: LogRouterProblem[] = [];
  const length = (given.filters?.length ?? 0) + (given.parsers?.length ?? 0);
  if (length > maximum - reserved) {
    const file = given.filters === undefined ? "parsers" : "filters";
    const message = `must be shorter: filters and parsers have ${length} characters, and Fargate's limit leaves them ${maximum - reserved}`;
    problems.push({ file, message });
  }
  for (const file of ["filters", "parsers"] as const) {
    const text = given[file];
    if (text !== undefined) problems.push(...problemsOf(text, files[file]).map((message) => ({ file, message })));
  }
  return problems;
}

interface Section {
  readonly title: string;
  readonly indent: number;
  readonly keys: Map<string, string>;
}

function problemsOf(text: string, { section, requiredKeys }: FileRules): string[] {
  if (text.includes("${")) return ["must not use environment variables: Fargate refuses ${...}"];
  const { sections, keyIndents, problem } = parseSections(text);
  if (problem) return [problem];
  if (sections.length === 0) return [`must include at least one [${section}]`];
  const foreign = sections.find(({ title }) => title.toUpperCase() !== section);
  if (foreign) return [`must include [${section}] sections only, not [${foreign.title}]`];
  const indents = new Set(sections.map(({ indent }) => indent));
  if (indents.size > 1) return [`must indent every [${section}] alike`];
  if (keyIndents.size > 1) return ["must indent all keys alike"];
  if (Math.min(...keyIndents) <= Math.max(...indents)) return [`must indent keys more than [${section}]`];
  return sections.flatMap((each, index) => sectionProblems(each, index, requiredKeys));
}

function sectionProblems({ title, keys }: Section, index: number, requiredKeys: readonly string[]): string[] {
  const where = `[${title}] number ${index + 1}`;
  const missing = requiredKeys.filter((key) => !keys.has(key));
  if (missing.length > 0) return [`${where} must have ${missing.join(" and ")}`];
  if (title.toUpperCase() !== "FILTER") return [];
  const name = keys.get("name")?.toLowerCase() ?? "";
  if (!supportedFilters.includes(name)) {
    return [`${where} must be one of the filters that Fargate knows (${supportedFilters.join(", ")}), not ${name}`];
  }
  const taken = reservedKeys.filter((key) => keys.has(key));
  return taken.length > 0 ? [`${where} must not set ${taken.join(", ")}: Fargate does`] : [];
}

/** Fluent Bit's classic form: `[SECTION]`, and below it lines of a key and its value; `#` begins a comment. */
function parseSections(text: string): {
  readonly sections: readonly Section[];
  readonly keyIndents: ReadonlySet<number>;
  readonly problem?: string;
} {
  const sections: Section[] = [];
  const keyIndents = new Set<number>();
  for (const line of text.split("\n")) {
    const content = line.trim();
    if (content === "" || content.startsWith("#")) continue;
    const indent = line.length - line.trimStart().length;
    const title = /^\[(\w+)\]$/.exec(content)?.[1];
    if (title !== undefined) {
      sections.push({ title, indent, keys: new Map() });
      continue;
    }
    const [, key, value] = /^(\S+)\s+(.+)$/.exec(content) ?? [];
    const current = sections.at(-1);
    if (!current || key === undefined || value === undefined) {
      return {
        sections,
        keyIndents,
        problem: `must be Fluent Bit sections, for example [FILTER]; not so is "${content}"`,
      };
    }
    keyIndents.add(indent);
    current.keys.set(key.toLowerCase(), value);
  }
  return { sections, keyIndents };
}
