import { encryptedProblems, isWithin } from "./encrypted";
import { ConfigError, type LineOf, type Path, type Problem } from "./errors";
import { describeIssue, problemsOf } from "./problems";
import { platformConfig } from "./schema";
import type { PlatformConfig } from "./sections";

export interface ParseOptions {
  /** Finds lines in the file, for the error; asked only when there is one. */
  readonly lines?: () => LineOf | undefined;
  /**
   * Places whose values are encrypted in the file, and stand among the values as some text.
   * @default none
   */
  readonly encrypted?: readonly Path[];
  /** With fewer rules, where not all of them matter. */
  readonly schema?: typeof platformConfig;
}

/**
 * Checks the values of one environment and fills in the defaults.
 *
 * @param values by section, as under `eks-platform:` in the stack file
 * @param file the file to edit, for the error
 * @throws ConfigError with every problem there is
 */
export function parseConfig(
  values: unknown,
  file: string,
  { lines, encrypted = [], schema = platformConfig }: ParseOptions = {},
): PlatformConfig {
  const result = schema.safeParse(values, { error: describeIssue });
  const found = result.success ? [] : problemsOf(result.error.issues, values);
  const refused = encryptedProblems(encrypted, found, values);
  const isTold = ({ path }: Problem) => refused.some((other) => isWithin(path, other.path));
  const problems = [...refused, ...found.filter((problem) => !isTold(problem))];
  if (result.success && problems.length === 0) return result.data;
  const lineOf = lines?.();
  const placed = problems.map((problem) => {
    const line = lineOf?.(problem.path);
    return line === undefined ? problem : { ...problem, line };
  });
  throw new ConfigError(
    file,
    placed.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)),
  );
}
