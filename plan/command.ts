import { readFileSync } from "node:fs";
import { InvalidArgumentError } from "commander";
import type { CniMode } from "../capacity/maxPods";
import { invalidExitCode, type Print, printedCommand } from "../config/commandLine";
import { findStackFile, UsageError } from "../config/findStackFile";
import { parseStackFile } from "../config/stackFile";
import { platformConfig, platformConfigOfAnySize } from "../config/schema";
import { reportCapacity } from "./capacity";
import { nodeCapacity, nodeCapacityTable } from "./maxPods";
import { reportRoutes } from "./routes";

/** Exit codes: 0 it fits, or routes alike; 1 it does not; 2 wrong usage or an invalid stack file. */
const DOES_NOT_FIT = 1;

interface RoutesOptions {
  readonly stackFile?: string;
  readonly ingresses?: string;
  readonly request: readonly string[];
  readonly json?: boolean;
}

interface MaxPodsOptions extends CniMode {
  readonly warmEnis?: number;
  readonly warmIps?: number;
  readonly minimumIps?: number;
  readonly warmPrefixes?: number;
  readonly selfManaged?: boolean;
  readonly json?: boolean;
}

/**
 * Runs `npm run plan -- <args>`.
 *
 * @returns the exit code
 */
export function plan(args: readonly string[], print: Print): number {
  let code = 0;
  const program = printedCommand("plan", print).description(
    "Tells what an environment will need, from its stack file alone: no account, no network.",
  );

  program
    .command("capacity")
    .description(
      "addresses that each private subnet needs at min, at max and during an upgrade; exits with 1 if it has too few",
    )
    .argument("<environment>", "stack name, for example dev: its file is Pulumi.<environment>.yaml")
    .option("--stack-file <file>", "another stack file than Pulumi.<environment>.yaml")
    .option("--json", "print JSON")
    .action((environment: string, options: { stackFile?: string; json?: boolean }) => {
      const file = findStackFile(environment, options.stackFile);
      const { fits, text, json } = reportCapacity(environment, parseStackFile(file, platformConfigOfAnySize));
      print.log(options.json ? JSON.stringify(json, undefined, 2) : text);
      if (!fits) code = DOES_NOT_FIT;
    });

  program
    .command("routes")
    .description(
      "who gets which request, for exposure.controller and the one beside it; exits with 1 if a request would go elsewhere",
    )
    .argument("<environment>", "stack name, for example dev: its file is Pulumi.<environment>.yaml")
    .option("--stack-file <file>", "another stack file than Pulumi.<environment>.yaml")
    .option(
      "--ingresses <file>",
      "what kubectl get ingresses --all-namespaces --output=json prints: those of the class nginx that are not from apps here",
    )
    .option("--request <paths...>", "paths to compare too; nobody can guess what a regular expression is asked", [])
    .option("--json", "print JSON")
    .action((environment: string, { stackFile, ingresses, request, json }: RoutesOptions) => {
      const config = parseStackFile(findStackFile(environment, stackFile), platformConfig);
      const report = reportRoutes(environment, config, ingresses && readText(ingresses), request);
      print.log(json ? JSON.stringify(report.json, undefined, 2) : report.text);
      if (!report.alike) code = DOES_NOT_FIT;
    });

  program
    .command("max-pods")
    .description("pods that a node can run and addresses that it takes, for any instance type of EC2")
    .argument("<instanceTypes...>", "for example m7i.large c7g.4xlarge")
    .option("--prefix-delegation", "nodes take /28 ranges in place of single addresses")
    .option("--custom-networking", "pods live in subnets of their own")
    .option("--pod-security-groups", "pods may have security groups of their own")
    .option("--self-managed", "without the limit of managed groups: 110 pods up to 30 vCPUs, 250 above")
    .option("--warm-enis <count>", "WARM_ENI_TARGET (default: 1)", wholeNumber)
    .option("--warm-ips <count>", "WARM_IP_TARGET", wholeNumber)
    .option("--minimum-ips <count>", "MINIMUM_IP_TARGET", wholeNumber)
    .option("--warm-prefixes <count>", "WARM_PREFIX_TARGET (default: 1)", wholeNumber)
    .option("--json", "print JSON")
    .action(
      (
        instanceTypes: string[],
        { json, selfManaged, warmEnis, warmIps, minimumIps, warmPrefixes, ...mode }: MaxPodsOptions,
      ) => {
        const warmTargets = { enis: warmEnis, ips: warmIps, minimumIps, prefixes: warmPrefixes };
        const nodes = instanceTypes.map((name) => asked(() => nodeCapacity(name, mode, warmTargets, selfManaged)));
        print.log(json ? JSON.stringify(nodes, undefined, 2) : nodeCapacityTable(nodes));
      },
    );

  try {
    program.parse(args, { from: "user" });
  } catch (error) {
    return invalidExitCode(error, print);
  }
  return code;
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new UsageError(`There is no file ${file}.`);
  }
}

function wholeNumber(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
}

/** A type that is not there, or can't do it, is the user's mistake. */
function asked<Result>(answer: () => Result): Result {
  try {
    return answer();
  } catch (error) {
    throw error instanceof Error ? new UsageError(error.message) : error;
  }
}
