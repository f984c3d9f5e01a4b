import * as path from "node:path";
import { Listr } from "listr2";
import { parseStackFile } from "../../config/stackFile";
import type { PlatformConfig } from "../../config/sections";
import { Account } from "../aws/account";
import { ControlPlane, installAwsShim } from "../controlPlane";
import { Pulumi } from "../engine/pulumi";
import { prepareWorkspace } from "../engine/workspace";
import type { Environment } from "../environment";
import { ensureAll } from "../toolchain";
import { withLock } from "../toolchain/lock";
import { AttachedServers } from "./attachedServers";
import { Cancellation, CancelledError } from "./cancellation";
import { LocalClusterRuntime } from "./clusterRuntime";
import { type OfficialPlugin, linkOfficialPlugins } from "./officialPlugins";
import { neededMinors, toolProgress } from "./tools";

export interface SessionOptions {
  /** Packages for which the official plugin takes the place of the twin's stand-in. */
  readonly official: readonly OfficialPlugin[];
  /** Account of the simulated credentials; the stack file's unless given. */
  readonly account?: string;
  /** Whether the operation may create the cluster, or change its minor. */
  readonly updates?: boolean;
  /** ARN of the IAM principal that runs the program; the stack file's `deployerRoleArn` unless given. */
  readonly as?: string;
  /** Whether pods are Ready and gone at once; as before unless given. */
  readonly instant?: boolean;
}

/** Everything that one Pulumi operation on the twin needs. */
export interface Session {
  readonly pulumi: Pulumi;
  readonly runtime: LocalClusterRuntime;
}

/**
 * Brings up what an operation on the environment needs, hands it over, and ends what must not outlive the operation.
 *
 * The control plane goes on running afterwards, as the cluster that it stands for would, unless the user cancels the command that started it.
 *
 * @throws CancelledError when the user cancelled, whatever that made of the operation
 */
export async function withSession(
  environment: Environment,
  options: SessionOptions,
  use: (session: Session) => Promise<number>,
): Promise<number> {
  const config = parseStackFile(environment.stackFile);
  linkOfficialPlugins(options.official, environment.pulumiHome);
  const cancellation = new Cancellation();
  const onWait = () => console.error(`Another command is at work on ${environment.name}: waiting for it to end.`);
  try {
    const code = await withLock(environment.lock, () => runSession(environment, config, options, cancellation, use), {
      onWait,
      signal: cancellation.signal,
    });
    cancellation.throwIfCancelled();
    return code;
  } catch (error) {
    // Whatever was under way failed because of it.
    throw cancellation.signal.aborted ? new CancelledError({ cause: error }) : error;
  } finally {
    cancellation.dispose();
  }
}

async function runSession(
  environment: Environment,
  config: PlatformConfig,
  options: SessionOptions,
  cancellation: Cancellation,
  use: (session: Session) => Promise<number>,
): Promise<number> {
  const callerArn = options.as ?? config.account.deployerRoleArn;
  const accountId = options.account ?? config.account.id;
  const controlPlane = new ControlPlane(environment.controlPlaneDirectory);
  const variables = {
    PATH: [environment.binDirectory, process.env.PATH ?? ""].join(path.delimiter),
    TWIN_CALLER_ARN: callerArn,
  };
  Object.assign(process.env, variables); // the kubernetes stand-in runs the kubeconfig's `aws` from this process
  installAwsShim(environment.binDirectory, controlPlane);

  const runtime = new LocalClusterRuntime(controlPlane, {
    region: config.region,
    instantPods: options.instant,
    signal: cancellation.signal,
  });
  const attached = new AttachedServers();
  try {
    const updates = options.updates ?? false;
    const { pulumi: executable } = await prepare(environment, config, updates, runtime, cancellation.signal);
    const attachments = await attached.start(options.official, {
      stateFile: environment.accountFile(accountId),
      accountId,
      callerArn,
      cluster: runtime,
    });
    cancellation.throwIfCancelled();
    const file = path.basename(environment.stackFile);
    for (const secret of prepareWorkspace(environment)) {
      console.warn(`${secret} is encrypted in ${file}: the twin uses a placeholder for it.`);
    }
    const pulumi = new Pulumi(executable, environment, attachments, variables);
    await pulumi.ensureStack();
    return await use({ pulumi, runtime });
  } finally {
    await attached.stop();
    await runtime.stop({ controlPlane: cancellation.signal.aborted });
  }
}

/** Tools first, also those of the minor that an update changes to; then the control plane of the cluster that is there: before anything is asked of it. */
async function prepare(
  environment: Environment,
  config: PlatformConfig,
  updates: boolean,
  runtime: LocalClusterRuntime,
  signal: AbortSignal,
) {
  const clusterVersion = runningClusterVersion(environment, config.account.id);
  const minors = neededMinors(clusterVersion, config.versions.kubernetes, updates);
  const tasks = new Listr<{ pulumi: string }>([
    {
      title: "Tools",
      task: async (tools, task) => {
        const progress = toolProgress((line) => (task.output = line));
        tools.pulumi = (await ensureAll(minors, progress, signal)).pulumi;
      },
    },
    {
      title: `Control plane of Kubernetes ${clusterVersion}`,
      enabled: clusterVersion !== undefined,
      task: async () => {
        if (clusterVersion !== undefined) await runtime.ensure(config.cluster.name, clusterVersion);
      },
    },
  ]);
  return tasks.run({ pulumi: "" });
}

/** The minor of the cluster in the simulated account, where there is one. */
function runningClusterVersion(environment: Environment, accountId: string): string | undefined {
  const version = Account.open(environment.accountFile(accountId))?.list("aws:eks/cluster:Cluster")[0]?.outputs.version;
  return typeof version === "string" ? version : undefined;
}
