/** What is wrong with a part of an app. */
export interface PartProblem {
  /** Where in its arguments, for example `containers.api.requests.cpu`; empty for the whole. */
  readonly option: string;
  /** Completes "<option> ..." and says what to do. */
  readonly message: string;
}

export type Report = (option: string, message: string) => void;

export function collect(check: (report: Report) => void): PartProblem[] {
  const problems: PartProblem[] = [];
  check((option, message) => problems.push({ option, message }));
  return problems;
}
