import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { parseDocument } from "yaml";
import { parseStackFile } from "../config/stackFile";
import { stackConfig } from "../tests/helpers/stackConfig";
import { AttachedServers } from "../twin/commands/attachedServers";
import { Cancellation, CancelledError } from "../twin/commands/cancellation";
import { forget } from "../twin/commands/forget";
import { installPlugins } from "../twin/commands/officialPlugins";
import { createAwsProvider } from "../twin/aws";
import { Pulumi } from "../twin/engine/pulumi";
import { prepareWorkspace } from "../twin/engine/workspace";
import { Environment, findEnvironment, knownEnvironments, PROJECT_DIRECTORY } from "../twin/environment";
import { loadTypeScript } from "../twin/loadTypeScript";
import { ensureAll } from "../twin/toolchain";
import { printedProgress } from "../twin/toolchain/progress";
import { obstacles, thisMachine } from "./checks";
import { inTurn, run, type Run } from "./processes";

const START_ROUNDS = 11;
const PREVIEW_ROUNDS = 5;

/**
 * Everything is measured in one run, and what counts are ratios: a slower machine is slower on both sides. What it brings up is gone afterwards, also
 * when it is cancelled.
 *
 * @throws CancelledError
 */
export async function bench(options: { readonly busy?: boolean }): Promise<void> {
  const found = obstacles(thisMachine(), options);
  if (found.length > 0) throw new Error(found.join("\n"));
  const cancellation = new Cancellation();
  const { signal } = cancellation;
  try {
    const { kubernetes } = parseStackFile(findEnvironment("dev").stackFile).versions;
    const tools = await ensureAll(
      { minors: [kubernetes], kubernetesProvider: true },
      printedProgress(console.error),
      signal,
    );
    await programStart(signal);
    await preview(tools.pulumi, tools.kubernetesProvider, signal);
    await warmStart(signal);
  } catch (error) {
    throw signal.aborted ? new CancelledError({ cause: error }) : error;
  } finally {
    cancellation.dispose();
  }
}

async function programStart(signal: AbortSignal): Promise<void> {
  const node = (file: string) =>
    run(process.execPath, [...loadTypeScript, path.join(__dirname, file)], {
      cwd: PROJECT_DIRECTORY,
      env: { ...process.env, PULUMI_CONFIG: JSON.stringify(stackConfig("dev")) },
      until: "started",
      signal,
    });
  const { floor, program } = await inTurn(START_ROUNDS, {
    floor: () => node("floor.ts"),
    program: () => node("start.ts"),
  });
  report(
    "program start",
    program.seconds,
    "s",
    `SDK imports alone ${floor.seconds.toFixed(2)} s`,
    program.seconds / floor.seconds,
    1.3,
  );
}

/** Of an empty stack, with the engine, the providers and the stand-ins of the twin. */
async function preview(executable: string, kubernetesProvider: string | undefined, signal: AbortSignal): Promise<void> {
  const dev = findEnvironment("dev");
  const environment = new Environment("bench", dev.stackFile);
  const attached = new AttachedServers();
  try {
    const aws = createAwsProvider({
      stateFile: environment.accountFile("111111111111"),
      accountId: "111111111111",
      callerArn: "arn:aws:iam::111111111111:role/platform-deployer",
      cluster: {
        ensure: () => Promise.reject(new Error("a preview starts no control plane")),
        kubeconfig: () => "",
        discard: () => Promise.resolve(),
      },
    });
    if (kubernetesProvider === undefined) throw new Error("there is no Kubernetes provider to measure with");
    const plugins = [{ name: "kubernetes", executable: kubernetesProvider }] as const;
    installPlugins(plugins, environment.pulumiHome);
    const attachments = await attached.start(plugins, aws);
    const pulumi = new Pulumi(executable, environment, attachments, {});
    const previewOf = async (program: string): Promise<Run> => {
      prepareWorkspace(environment);
      if (program !== "index.ts") setProgram(path.join(environment.workspaceDirectory, "Pulumi.yaml"), program);
      await pulumi.ensureStack();
      const { executable: command, args, ...options } = pulumi.commandLine("preview");
      return run(command, args, { ...options, countOnly: "@pulumi/pulumi/cmd/run", signal });
    };
    const resources = Number(/\+ (\d+) to create/.exec((await previewOf("index.ts")).output)?.[1]);
    process.env.RESOURCES = String(resources);
    const { empty, simplest, whole } = await inTurn(PREVIEW_ROUNDS, {
      empty: () => previewOf("floor.ts"),
      simplest: () => previewOf("resources.ts"),
      whole: () => previewOf("index.ts"),
    });
    const own = simplest.seconds - empty.seconds;
    report(
      "preview of dev",
      whole.seconds,
      "s",
      `empty program ${empty.seconds.toFixed(2)} s, and ${own.toFixed(2)} s for ${resources} of the simplest resources`,
      (whole.seconds - own) / empty.seconds,
      1.5,
    );
    report(
      "memory of the program",
      mebibytes(whole),
      "MiB",
      `SDK imports alone ${mebibytes(empty).toFixed(0)} MiB`,
      whole.peakBytes / empty.peakBytes,
      1.3,
    );
  } finally {
    await attached.stop();
    await environment.forget();
  }
}

/** Sets a program of this folder, from which the paths among Node's arguments lead one folder up. */
function setProgram(projectFile: string, program: string): void {
  const project = parseDocument(readFileSync(projectFile, "utf8"));
  const nodeArguments = ["runtime", "options", "nodeargs"];
  project.set("main", path.join(__dirname, program));
  project.setIn(nodeArguments, String(project.getIn(nodeArguments)).replaceAll("./", "../"));
  writeFileSync(projectFile, project.toString());
}

/** Tools built, nothing else there. */
async function warmStart(signal: AbortSignal): Promise<void> {
  const dev = findEnvironment("dev");
  const twin = (...args: string[]) =>
    run(process.execPath, [...loadTypeScript, "twin/cli.ts", ...args], {
      cwd: PROJECT_DIRECTORY,
      alsoCount: dev.directory,
      signal,
    });
  try {
    const started = await twin("start", "dev");
    const gibibytes = mebibytes(started) / 1024;
    report("npm start, warm", started.seconds, "s", "target 60 s", started.seconds / 60, 1);
    report("peak memory of the twin", gibibytes, "GiB", "target 2.5 GiB", gibibytes / 2.5, 1);
    await twin("destroy", "dev", "--yes", "--skip-preview");
  } finally {
    if (knownEnvironments().some(({ name }) => name === dev.name)) await forget(dev.name);
  }
}

function mebibytes({ peakBytes }: Run): number {
  return peakBytes / 2 ** 20;
}

function report(what: string, value: number, unit: string, against: string, ratio: number, target: number): void {
  const verdict = ratio <= target ? "within" : "beyond";
  if (verdict === "beyond") process.exitCode = 1;
  console.log(
    `${what.padEnd(24)} ${value.toFixed(2)} ${unit}; ${against}; ratio ${ratio.toFixed(2)}, ${verdict} ${target}`,
  );
}
