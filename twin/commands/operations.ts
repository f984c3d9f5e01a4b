import { Account } from "../aws/account";
import { PENDING_KEY } from "../aws/kms";
import type { Environment } from "../environment";
import { reportLeftLoadBalancers } from "./leftLoadBalancers";
import { podProblems } from "./podProblems";
import { type Session, type SessionOptions, withSession } from "./session";

export type OperationOptions = SessionOptions;

/** Runs the Pulumi command of the same name; its exit code is the twin's. */
function operation(command: "preview" | "up" | "refresh") {
  return (environment: Environment, flags: readonly string[], options: OperationOptions): Promise<number> =>
    withSession(environment, { ...options, updates: command === "up" }, (session) => run(session, command, flags));
}

/** A failed operation says what keeps pods from running: the engine often says only that they do not. */
async function run({ pulumi, runtime }: Session, command: string, flags: readonly string[]): Promise<number> {
  const code = await pulumi.run(command, flags);
  const problems = code !== 0 && (await runtime.isRunning()) ? await podProblems(runtime.kubeconfig()) : [];
  if (problems.length > 0) console.error(["Pods that do not run:", ...problems].join("\n  "));
  const webhooks = runtime.answeredWebhooks();
  if (webhooks.length > 0)
    console.error(`Webhooks admit everything, because their pods are simulated: ${webhooks.join(", ")}.`);
  return code;
}

export const preview = operation("preview");
export const up = operation("up");
export const refresh = operation("refresh");

/** `up` without questions, and what to try next. */
export function start(environment: Environment, flags: readonly string[], options: OperationOptions): Promise<number> {
  return withSession(environment, { ...options, updates: true }, async (session) => {
    const code = await run(session, "up", ["--yes", "--skip-preview", ...flags]);
    if (code === 0) console.log(whatToTryNext(environment.name));
    return code;
  });
}

/** `destroy`, and the proof: what is still in the account, or was still in the cluster when that was deleted, is a failure that names it. */
export async function destroy(
  environment: Environment,
  flags: readonly string[],
  options: OperationOptions,
): Promise<number> {
  return withSession(environment, options, async ({ pulumi, runtime }) => {
    // With the stack, unless something of it is to stay: else the engine would advise on how to remove it.
    const whole = !flags.some((flag) => /^(-t|--target|--exclude|--preview-only)/.test(flag));
    const destroyed = await pulumi.run("destroy", whole ? ["--remove", ...flags] : flags);
    if (destroyed !== 0) reportLeftLoadBalancers(environment);
    if (destroyed !== 0 || pulumi.hasResources()) return destroyed;
    const leftovers = [...resourcesLeft(environment), ...runtime.deletedWithCluster];
    if (leftovers.length > 0) {
      console.error(`Destroyed, but this was left behind:\n${leftovers.map((what) => `  ${what}`).join("\n")}`);
      return 1;
    }
    await environment.forget();
    const places = "not in the simulated account, not on the API server, not on disk";
    console.log(`Nothing is left of ${environment.name}: ${places}.`);
    return 0;
  });
}

function resourcesLeft(environment: Environment): string[] {
  const accounts = environment.accountIds().flatMap((id) => Account.open(environment.accountFile(id)) ?? []);
  const resources = accounts.flatMap((account) => account.all());
  return resources.filter(({ type }) => type !== PENDING_KEY).map(({ type, id }) => `${type} ${id}`);
}

function whatToTryNext(name: string): string {
  const commands = [
    [`npm run twin -- kubectl ${name} get deployments -A`, "the cluster, through kubectl"],
    [`npm run twin -- kubectl ${name} get nodes -o wide`, "its nodes"],
    [`npm run twin -- preview ${name} --diff`, `what a change to Pulumi.${name}.yaml would do`],
    [`npm run twin -- status ${name}`, "what runs, and how much memory it takes"],
    [`npm run twin -- stop ${name}`, "end the processes; the next command carries on"],
    [`npm run twin -- destroy ${name}`, "delete everything, and prove it"],
  ] as const;
  const width = Math.max(...commands.map(([command]) => command.length));
  return [
    "",
    "What to try next:",
    ...commands.map(([command, meaning]) => `  ${command.padEnd(width)}  ${meaning}`),
  ].join("\n");
}
