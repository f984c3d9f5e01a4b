import type { Finding } from "./check";

export interface Report {
  readonly isWrong: boolean;
  /** For a person. */
  readonly text: string;
  /** For a program. */
  readonly json: object;
}

export function report(environment: string, findings: readonly Finding[]): Report {
  const count = (verdict: Finding["verdict"]) => findings.filter((finding) => finding.verdict === verdict).length;
  const summary = `${environment}: ${count("ok")} ok, ${count("wrong")} wrong, ${count("unknown")} unknown. Nothing was changed.`;
  return {
    isWrong: count("wrong") > 0,
    text: [...lines(findings), "", summary].join("\n"),
    json: { environment, findings },
  };
}

function lines(findings: readonly Finding[]): string[] {
  const width = Math.max(...findings.map(({ subject }) => subject.length));
  const indent = " ".repeat("unknown  ".length + width + 2);
  return findings.flatMap(({ verdict, subject, detail, fix }) => [
    `${verdict.padEnd("unknown".length)}  ${subject.padEnd(width)}  ${detail}`,
    ...(fix === undefined ? [] : [`${indent}${fix}`]),
  ]);
}
