/** What is wrong with a part of an app. */
export interface PartProblem {
  /** Where in its arguments, for example `containers.api.requests.cpu`; empty for the whole. */
  readonly option: string;
  /** Completes "<option> ..." and says what to do. */
  readonly message: string;
  /** What it is now, where one value is wrong. */
  readonly given?: string | number | undefined;
}

export type Report = (option: string, message: string, given?: string | number) => void;

export function collect(check: (report: Report) => void): PartProblem[] {
  const problems: PartProblem[] = [];
  check((option, message, given) => problems.push({ option, message, given }));
  return problems;
}

/** A problem in full, for whoever does not see the value beside it. */
export const inFull = ({ message, given }: PartProblem): string =>
  given === undefined ? message : `${message}; it is ${given}`;
