import { Argument, Command } from "commander";
import { UsageError } from "../config/findStackFile";
import { type PodFailure, podFailureNames, podFailures } from "./controlPlane/pods/failures";
import { breakWorkload, mend } from "./commands/failures";
import { CANCELLED_EXIT_CODE, CancelledError } from "./commands/cancellation";
import { forget } from "./commands/forget";
import { kubectl } from "./commands/kubectl";
import type * as operations from "./commands/operations";
import type { SessionOptions } from "./commands/session";
import { status } from "./commands/status";
import { stop } from "./commands/stop";
import { findEnvironment, findKnownEnvironment } from "./environment";

const program = new Command("twin")
  .description("Runs this platform on the real Pulumi engine and a real Kubernetes control plane, with AWS simulated.")
  .showHelpAfterError("(--help shows what there is)")
  .enablePositionalOptions(); // so that the flags of kubectl are kubectl's

/** Exit codes: 0 done, 1 the operation failed, 2 wrong usage, 130 cancelled. */
const FAILED_EXIT_CODE = 1;
const USAGE_EXIT_CODE = 2;

/** A command on the simulated account, which may be other than the stack file says. */
const onAccount = (command: Command): Command =>
  command
    .option("--stack-file <file>", "another stack file than Pulumi.<environment>.yaml")
    .option("--account <id>", "account of the simulated credentials (default: the stack file's)")
    .option("--as <arn>", "IAM principal that runs the program (default: the stack file's deployerRoleArn)")
    .option("--policy <file...>", "IAM policies of that principal, as JSON (default: the deployer's, in iam/)")
    .option("--missing-principal <arn...>", "IAM principals that the stack file names and the account does not have");

function operation(name: keyof typeof operations, description: string, environmentArgument = "<environment>"): void {
  onAccount(program.command(name))
    .description(description)
    .argument(
      environmentArgument,
      "stack name, for example dev: its file is Pulumi.<environment>.yaml",
      environmentArgument.startsWith("[") ? "dev" : undefined,
    )
    .argument("[flags...]", `flags of \`pulumi ${name === "start" ? "up" : name}\`, passed on as they are`)
    .option("--stand-ins", "use the twin's stand-ins for awsx and eks even where their official plugins are installed")
    .option("--instant", "pods are Ready and gone at once, from now on; kept until --no-instant")
    .option("--no-instant", "pods take a realistic time to become Ready and to end: the default of a new cluster")
    .option(
      "--from <place>",
      "where the program runs: an IPv4 address or range, a security group, `inside` the VPC, or the `internet` (default: a place that the stack file admits)",
    )
    .option("--late-logs", "EKS writes its last logs after their group was deleted, and makes it again for them")
    .option(
      "--left-interfaces",
      "nodes that end leave a network interface of the CNI, which holds their security group; without it, those that were left are deleted",
    )
    .option("--pushed-images", "every repository has an image, and ECR refuses to delete it without forceDelete")
    .allowUnknownOption()
    .passThroughOptions(false)
    .action(
      async (environment: string, flags: string[], options: operations.OperationOptions & { stackFile?: string }) => {
        // Loaded only now: the simulation takes a second, and kubectl should not wait for it.
        const commands = await import("./commands/operations");
        process.exitCode = await commands[name](findEnvironment(environment, options.stackFile), flags, options);
      },
    );
}

operation("start", "bring an environment up without asking, and say what to try next", "[environment]");
operation("preview", "show what an up would change");
operation("up", "create or update the environment");
operation("refresh", "compare the state with the simulated account and the API server");
operation("destroy", "delete everything in the environment, prove that nothing is left, and forget it");

onAccount(program.command("preflight"))
  .description("ask the simulated AWS whether the account is ready for an up; changes nothing")
  .argument("<environment>", "stack name, for example dev: its file is Pulumi.<environment>.yaml")
  .option("--new-account", "nobody has used the account before: no quota was raised")
  .action(async (environment: string, options: SessionOptions & { stackFile?: string }) => {
    const { preflight } = await import("./commands/preflight");
    process.exitCode = await preflight(findEnvironment(environment, options.stackFile), options);
  });

program
  .command("status")
  .description("show which environments the twin holds, what runs and how much memory it takes")
  .argument("[environment]")
  .action(async (environment?: string) => status(environment));

program
  .command("kubectl")
  .description("run kubectl as administrator of the environment's cluster")
  .argument("<environment>", "an environment that the twin holds, for example dev")
  .argument("[arguments...]", "passed on to kubectl as they are: `kubectl dev get --help` is kubectl's help")
  .allowUnknownOption()
  .passThroughOptions()
  .action(async (environment: string, args: string[]) => {
    process.exitCode = await kubectl(findKnownEnvironment(environment), args);
  });

program
  .command("break")
  .description(
    "make the pods of a workload fail, those that run and those to come, until `mend`; the program stays as it is",
  )
  .argument("<environment>")
  .argument("<workload>", "name of a Deployment, StatefulSet, DaemonSet, Job or CronJob, or <namespace>/<name>")
  .addArgument(new Argument("[failure]", "how they fail").choices(podFailureNames).default("crash"))
  .addHelpText(
    "after",
    ["", "Failures:", ...Object.entries(podFailures).map(([name, what]) => `  ${name.padEnd(12)} ${what}`)].join("\n"),
  )
  .action(async (environment: string, workload: string, failure: PodFailure) =>
    breakWorkload(findKnownEnvironment(environment), workload, failure),
  );

program
  .command("mend")
  .description("let the pods of a workload that was made to fail, or of all of them, run again")
  .argument("<environment>")
  .argument("[workload]", "as it was given to `break`")
  .action(async (environment: string, workload?: string) => mend(findKnownEnvironment(environment), workload));

program
  .command("stop")
  .description(
    "end the processes of an environment, or of all; what they hold is kept, and the next command carries on",
  )
  .argument("[environment]")
  .action(async (environment?: string) => stop(environment));

program
  .command("forget")
  .description("throw the rehearsal of an environment away, protected or not, without asking the simulated AWS")
  .argument("<environment>")
  .action(async (environment: string) => forget(environment));

program.parseAsync().catch((error: unknown) => {
  if (error instanceof UsageError) {
    console.error(error.message);
    process.exitCode = USAGE_EXIT_CODE;
    return;
  }
  console.error(error instanceof Error ? error.message : String(error));
  if (error instanceof CancelledError) process.exitCode = CANCELLED_EXIT_CODE;
  else process.exitCode = FAILED_EXIT_CODE;
  if (process.env.TWIN_DEBUG && error instanceof Error) console.error(error.stack);
  process.exit(); // not when the last request to an API server that is gone has timed out
});
