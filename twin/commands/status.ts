import * as path from "node:path";
import { Account } from "../aws/account";
import { ControlPlane, ControlPlaneFiles, readFailingWorkloads } from "../controlPlane";
import { type Environment, findKnownEnvironment, knownEnvironments } from "../environment";
import { processesOfCommand } from "../processes/ofCommand";
import { describeLoadBalancers } from "./leftLoadBalancers";

/** Shows what the twin holds of one environment, or of all, and what runs. */
export async function status(name?: string): Promise<void> {
  const environments = name === undefined ? knownEnvironments() : [findKnownEnvironment(name)];
  if (environments.length === 0) console.log("The twin holds no environment. `npm start` brings dev up.");
  for (const environment of environments) console.log((await describe(environment)).join("\n"));
}

async function describe(environment: Environment): Promise<string[]> {
  const accounts = environment.accountIds().flatMap((id) => Account.open(environment.accountFile(id)) ?? []);
  const { minor, endpoint, processes } = await new ControlPlane(environment.controlPlaneDirectory).status();
  const commands = await processesOfCommand(environment);
  const memory = processes.reduce((total, { memoryBytes = 0 }) => total + memoryBytes, 0);
  return [
    environment.name,
    ...accounts.map((account) => `  AWS account    ${account.id}, ${registered(account)} resources`),
    ...accounts.flatMap(describeLoadBalancers).map((line) => `    ${line}`),
    `  control plane  ${minor === undefined ? "none" : `Kubernetes ${minor} at ${endpoint}, ${mebibytes(memory)}`}`,
    ...(minor === undefined ? [] : processes.map(({ name, pid, memoryBytes }) => processLine(name, pid, memoryBytes))),
    ...failing(environment),
    ...(commands.length > 0 ? ["  of a command"] : []),
    ...commands.map(({ commandLine, pid, memoryBytes }) => processLine(programOf(commandLine), pid, memoryBytes)),
  ];
}

function failing(environment: Environment): string[] {
  const workloads = readFailingWorkloads(new ControlPlaneFiles(environment.controlPlaneDirectory));
  return Object.entries(workloads).map(([workload, failure]) => `  made to fail   ${workload}: ${failure}`);
}

function processLine(name: string, pid: number | undefined, memoryBytes = 0): string {
  return `    ${name.padEnd(24)} ${pid === undefined ? "stopped" : `pid ${String(pid).padEnd(8)} ${mebibytes(memoryBytes)}`}`;
}

/** What a process is, in a word or two: the program that Node runs, where it is Node. */
function programOf(commandLine: string): string {
  const [executable = "", ...args] = commandLine.split(" ");
  const script = args.find((argument) => /\.(js|ts)$|cmd\/run/.test(argument));
  return [executable, ...(script === undefined ? [] : [script])].map((name) => path.basename(name)).join(" ");
}

/** Without what AWS made by itself. */
function registered(account: Account): number {
  return account.all().filter(({ hidden }) => !hidden).length;
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
