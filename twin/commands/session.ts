import * as path from "node:path";
import { Listr } from "listr2";
import { remoteCharts } from "../../config/charts";
import { parseStackFile } from "../../config/stackFile";
import type { PlatformConfig } from "../../config/sections";
import { createAwsProvider } from "../aws";
import { Account } from "../aws/account";
import { deleteLeftInterfaces } from "../aws/ec2/interfaces";
import { deployerPolicy, type Policy, readPolicies } from "../aws/policy/document";
import { ControlPlane, installAwsShim } from "../controlPlane";
import { chartNotes, layOutCharts } from "../engine/charts";
import { Pulumi } from "../engine/pulumi";
import { isolateProcess } from "../engine/variables";
import { prepareWorkspace } from "../engine/workspace";
import type { Environment } from "../environment";
import { loadTypeScript } from "../loadTypeScript";
import { endProcessesOfCommand, guardCommand, markOfCommand } from "../processes/ofCommand";
import { ensureAll, ensureDefinitions, type DefinitionsName } from "../toolchain";
import { printedProgress } from "../toolchain/progress";
import { AttachedServers } from "./attachedServers";
import { Cancellation, CancelledError } from "./cancellation";
import { LocalClusterRuntime } from "./clusterRuntime";
import { withEnvironmentLock } from "./environmentLock";
import { deleteLeftLoadBalancers } from "./leftLoadBalancers";
import { describePlugins, findOfficialPlugins, installPlugins, type OfficialPlugin } from "./officialPlugins";
import { recover } from "./recovery";
import { neededMinors, toolProgress } from "./tools";

export interface SessionOptions {
  /** Use the twin's stand-ins for awsx and eks even where the machine has the official plugins. */
  readonly standIns?: boolean;
  /** Account of the simulated credentials; the stack file's unless given. */
  readonly account?: string;
  /** Whether the operation may create the cluster, or change its minor. */
  readonly updates?: boolean;
  /** ARN of the IAM principal that runs the program; the stack file's `deployerRoleArn` unless given. */
  readonly as?: string;
  /** Paths of the IAM policies that the principal has; those of the deployer, in `iam/`, unless given. */
  readonly policy?: readonly string[];
  /** ARNs of IAM principals that the stack file names and the account has not. */
  readonly missingPrincipal?: readonly string[];
  /** Where the program runs: see `callerObstacle`. The first place that the stack file admits, unless given. */
  readonly from?: string;
  /** Whether EKS writes its last logs after their group was deleted, and makes it again for them. */
  readonly lateLogs?: boolean;
  /** Whether nodes that end leave a network interface of the CNI. Interfaces that were left before are deleted otherwise. */
  readonly leftInterfaces?: boolean;
  /** Whether somebody has pushed an image to every repository. */
  readonly pushedImages?: boolean;
  /** Whether nobody has used the account before. */
  readonly newAccount?: boolean;
  /** Whether pods are Ready and gone at once; as before unless given. */
  readonly instant?: boolean;
}

/** With the policies read, and the official plugins that the machine has. */
interface PreparedOptions extends Omit<SessionOptions, "policy"> {
  readonly policy: Policy;
  readonly plugins: readonly OfficialPlugin[];
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
  const policy = options.policy ? readPolicies(options.policy) : deployerPolicy(config.region);
  const cancellation = new Cancellation();
  try {
    const plugins = await findOfficialPlugins(options.standIns ? ["kubernetes"] : ["kubernetes", "awsx", "eks"]);
    console.error(describePlugins(plugins)); // not to the standard output, which may be JSON of the engine's
    const code = await withEnvironmentLock(
      environment,
      () => runSession(environment, config, { ...options, policy, plugins }, cancellation, use),
      cancellation.signal,
    );
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
  { policy, ...options }: PreparedOptions,
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
  isolateProcess();
  // All that is started here inherits them.
  Object.assign(process.env, variables, markOfCommand(environment));
  await endProcessesOfCommand(environment); // of a command that was killed
  const unguard = guardCommand(environment);
  const accountFile = environment.accountFile(accountId);
  installAwsShim(environment.binDirectory, controlPlane, {
    command: [
      ...[process.execPath, ...loadTypeScript, require.resolve("../aws/eks/cluster/admitCaller")],
      ...[accountFile, options.from ?? placeOf(config.cluster)],
    ],
    changes: accountFile,
  });

  const runtime = new LocalClusterRuntime(controlPlane, {
    region: config.region,
    instantPods: options.instant,
    signal: cancellation.signal,
  });
  const attached = new AttachedServers();
  try {
    const tools = await prepare(environment, config, options, runtime, cancellation.signal);
    installPlugins(tools.plugins, environment.pulumiHome);
    const aws = createAwsProvider({
      stateFile: accountFile,
      accountId,
      callerArn,
      policy,
      principals: principalsOf(config).filter((arn) => !options.missingPrincipal?.includes(arn)),
      hostedZones: config.dns.zones, // like the principals: whoever names one has it
      lateLogs: options.lateLogs,
      leavesInterfaces: options.leftInterfaces,
      pushedImages: options.pushedImages,
      isNewAccount: options.newAccount,
      cluster: runtime,
    });
    runtime.makeLoadBalancersIn(aws.account);
    if (!options.leftInterfaces) deleteLeftInterfaces(aws.account);
    deleteLeftLoadBalancers(aws.account);
    const attachments = await attached.start(tools.plugins, aws);
    cancellation.throwIfCancelled();
    for (const note of await prepareCharts(environment, config, cancellation.signal)) console.error(note);
    const file = path.basename(environment.stackFile);
    for (const secret of prepareWorkspace(environment)) {
      console.warn(`${secret} is encrypted in ${file}: the twin uses a placeholder for it.`);
    }
    const pulumi = new Pulumi(tools.pulumi, environment, attachments, variables);
    await pulumi.ensureStack();
    const { signal } = cancellation;
    await recover({ environment, pulumi, aws, kubeconfig: () => runtime.kubeconfig(), signal });
    return await runtime.whileRunning((broken) => use({ pulumi: pulumi.endedBy(broken), runtime }));
  } finally {
    await attached.stop();
    await runtime.stop({ controlPlane: cancellation.signal.aborted });
    await endProcessesOfCommand(environment);
    unguard();
  }
}

interface PreparedTools {
  /** Path of the engine's command line. */
  pulumi: string;
  /** What the engine finds in its plugin folder. */
  plugins: readonly OfficialPlugin[];
}

/** Tools first, also those of the minor that an update changes to; then the control plane of the cluster that is there: before anything is asked of it. */
async function prepare(
  environment: Environment,
  config: PlatformConfig,
  { plugins, updates = false }: Pick<SessionOptions, "updates"> & { readonly plugins: readonly OfficialPlugin[] },
  runtime: LocalClusterRuntime,
  signal: AbortSignal,
): Promise<PreparedTools> {
  const clusterVersion = runningClusterVersion(environment, config.account.id);
  const minors = neededMinors(clusterVersion, config.versions.kubernetes, updates);
  const tasks = new Listr<PreparedTools>([
    {
      title: "Tools",
      task: async (tools, task) => {
        const progress = toolProgress((line) => (task.output = line));
        const hasKubernetes = plugins.some(({ name }) => name === "kubernetes");
        const found = await ensureAll({ minors, kubernetesProvider: !hasKubernetes }, progress, signal);
        tools.pulumi = found.pulumi;
        if (found.kubernetesProvider !== undefined) {
          tools.plugins = [...plugins, { name: "kubernetes", executable: found.kubernetesProvider }];
        }
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
  return tasks.run({ pulumi: "", plugins });
}

function placeOf({ endpoint }: PlatformConfig["cluster"]): string {
  const { cidrBlocks, securityGroupIds } = endpoint.privateAccess;
  const [place = "inside"] = [
    ...(endpoint.public ? endpoint.publicAccessCidrs : []),
    ...cidrBlocks,
    ...securityGroupIds,
  ];
  return place;
}

/** @returns what a user has to know of the charts */
async function prepareCharts(environment: Environment, config: PlatformConfig, signal: AbortSignal): Promise<string[]> {
  const progress = printedProgress(console.error);
  const definitions = (name: DefinitionsName) => ensureDefinitions(name, { progress, signal });
  return chartNotes(await layOutCharts(remoteCharts(config), environment.chartsDirectory, definitions));
}

/** The account is taken to have whoever the stack file names. */
function principalsOf({ account, cluster }: PlatformConfig): string[] {
  return [account.deployerRoleArn, ...Object.values(cluster.access).map(({ principalArn }) => principalArn)];
}

/** The minor of the cluster in the simulated account, where there is one. */
function runningClusterVersion(environment: Environment, accountId: string): string | undefined {
  const version = Account.open(environment.accountFile(accountId))?.list("aws:eks/cluster:Cluster")[0]?.outputs.version;
  return typeof version === "string" ? version : undefined;
}
