import { configNamespace } from "./namespace";

/** Place in the configuration: `["network", "cidrBlock"]`. */
export type Path = readonly PropertyKey[];

/** One thing wrong in a stack file. */
export interface Problem {
  readonly path: Path;
  /** What is wrong and what to write instead, in one line. */
  readonly message: string;
  /** Line of the stack file, from 1, where it could be found. */
  readonly line?: number;
}

/** Line of a stack file, from 1, of the place that a path leads to, or of the nearest one around it that exists. */
export type LineOf = (path: Path) => number | undefined;

/** Everything wrong in one stack file. Its message is meant for the person who edits that file. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  constructor(
    /** The file to edit. */
    readonly file: string,
    readonly problems: readonly Problem[],
  ) {
    super(describe(file, problems));
  }
}

function describe(file: string, problems: readonly Problem[]): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  const title = `${count} in ${file}; nothing was changed`;
  const entries = problems.map(({ path, message, line }) => {
    const place = line === undefined ? file : `${file}:${line}`;
    return path.length === 0 ? `  ${place}\n    ${message}` : `  ${place}  ${describePath(path)}\n    ${message}`;
  });
  return [title, ...entries].join("\n\n");
}

/** As the stack file has it: `eks-platform:dataPlane[0].scaling.min`. */
export function describePath(path: Path): string {
  const [section, ...rest] = path;
  const steps = rest.map((step) => {
    if (typeof step === "number") return `[${step}]`;
    const name = String(step);
    return /^[\w-]+$/.test(name) ? `.${name}` : `["${name}"]`;
  });
  const key = `${configNamespace}:${String(section)}`;
  return `${/\s/.test(key) ? JSON.stringify(key) : key}${steps.join("")}`;
}
