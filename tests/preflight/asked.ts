import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { parseConfig } from "../../config/parse";
import { readStackFile } from "../../config/stackFile";
import { ask, findings } from "../../preflight/ask";
import type { Check, Finding, Preflight } from "../../preflight/check";
import { type Changes, changedStackFile } from "../config/stackText";

type Properties = Readonly<Record<string, unknown>>;

/** What AWS answers, by the last part of a function's token: `getRole`. An error is a refusal. */
export type Answers = Readonly<Record<string, Properties | Error | ((args: Properties) => Properties | Error)>>;

/** What the provider says of something that is not there. */
export const notFound = new Error("invoking aws:x/y:y: 1 error occurred: * reading It: couldn't find resource");

/** What the provider says of a call that no policy allows. */
export const refused = new Error(
  "invoking aws:x/y:y: 1 error occurred:\n\t* reading It: operation error X: GetIt, https response error StatusCode: 403, " +
    "RequestID: 3afe9c2b-0b15-49b4, api error AccessDenied: not authorized to perform: x:GetIt\n\n",
);

/** What a check finds in the account of dev, with a changed stack file. */
export const found = (check: Check, answers: Answers, changes: Changes = {}): Promise<Finding[]> =>
  answered(answers, () => findings(check(preflightOf(changes))));

/** The only thing that a check finds. */
export async function finding(check: Check, answers: Answers, changes?: Changes): Promise<Finding> {
  const [only, ...others] = await found(check, answers, changes);
  assert.ok(only && others.length === 0, "the check has one question");
  return only;
}

/** What all checks find. */
export const foundByAll = (answers: Answers): Promise<Finding[]> => answered(answers, () => ask(preflightOf({})));

const preflightOf = (changes: Changes): Preflight => {
  const { values } = readStackFile(changedStackFile("dev", changes));
  return { environment: "dev", config: parseConfig(values, "Pulumi.dev.yaml"), opts: {} };
};

async function answered<Result>(answers: Answers, work: () => Promise<Result>): Promise<Result> {
  await pulumi.runtime.setMocks({
    newResource: () => assert.fail("a check makes nothing"),
    call: ({ token, inputs }) => {
      const name = token.split(":").at(-1) ?? token;
      const given = answers[name];
      const answer = typeof given === "function" ? given(inputs as Properties) : given;
      if (answer === undefined) throw failure(`${token} was asked`);
      if (answer instanceof Error) throw failure(answer.message);
      return answer;
    },
  });
  return work();
}

/** As the engine's client has it: the SDK reads the details alone. */
const failure = (details: string) => Object.assign(new Error(details), { details });
