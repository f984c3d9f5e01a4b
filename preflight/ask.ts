import type { Finding, Preflight, Question } from "./check";
import { checks } from "./checks";
import { account } from "./checks/account";
import { reasonOf } from "./reason";

/** Everything there is to say about an environment's account, in the order of the list of checks. */
export async function ask(preflight: Preflight): Promise<Finding[]> {
  const first = await findings(account(preflight));
  if (first.every(({ verdict }) => verdict === "ok"))
    return [...first, ...(await findings(checks.flatMap((check) => check(preflight))))];
  // What another account answers says nothing about this one.
  const detail = "was not asked for: the credentials are not of the environment's account";
  return [...first, { subject: "all else", verdict: "unknown", detail }];
}

export const findings = (questions: readonly Question[]): Promise<Finding[]> => Promise.all(questions.map(findingOf));

async function findingOf(question: Question): Promise<Finding> {
  const { subject } = question;
  try {
    return { subject, ...(await question.answer()) };
  } catch (error) {
    return { subject, verdict: "unknown", detail: `AWS did not say: ${reasonOf(error)}` };
  }
}
