/**
 * Why an invoke failed, in one line: AWS's own words where it has answered. The provider puts the function, the HTTP response and the id of the request before them.
 */
export function reasonOf(error: unknown): string {
  const message = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, " ").trim();
  const [, answer = message] = /RequestID: [\w-]*, (?:api error )?(.*)$/.exec(message) ?? [];
  return answer.replace(/^(?:Invocation of \S+ returned an error: |invoking \S+: |\d+ errors? occurred: \* )+/i, "");
}
