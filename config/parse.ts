import { ConfigError, type LineOf } from "./errors";
import { describeIssue, problemsOf } from "./problems";
import { platformConfig } from "./schema";
import type { PlatformConfig } from "./sections";

/**
 * Checks the values of one environment and fills in the defaults.
 *
 * @param values by section, as under `eks-platform:` in the stack file
 * @param file the file to edit, for the error
 * @param lines finds lines in that file, for the error; asked only when there is one
 * @param schema with fewer rules, where not all of them matter
 * @throws ConfigError with every problem there is
 */
export function parseConfig(
  values: unknown,
  file: string,
  lines?: () => LineOf | undefined,
  schema = platformConfig,
): PlatformConfig {
  const result = schema.safeParse(values, { error: describeIssue });
  if (result.success) return result.data;
  const lineOf = lines?.();
  const problems = problemsOf(result.error.issues, values).map((problem) => {
    const line = lineOf?.(problem.path);
    return line === undefined ? problem : { ...problem, line };
  });
  throw new ConfigError(
    file,
    problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)),
  );
}
