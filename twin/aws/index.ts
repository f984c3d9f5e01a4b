import type { Host, ProviderPackage, ReadResult } from "../provider/resourceProvider";
import { Account, type StoredResource } from "./account";
import { ec2Functions, ec2Types } from "./ec2";
import { ecrTypes } from "./ecr";
import { eksTypesOf, realCluster } from "./eks";
import { controlPlaneFiles } from "./eks/compute/compute";
import { readInterfaces } from "./eks/compute/controller";
import type { EksContext } from "./eks/context";
import { eksFunctionsOf } from "./eks/functions";
import { iamFunctions, iamTypes } from "./iam";
import { kmsTypes } from "./kms";
import { logFunctions, logTypes } from "./logs";
import { shownOutputs } from "./outputs";
import { AwsProvider, type Simulation } from "./provider";
import { recover } from "./recovery";
import type { ClusterRuntime } from "./resourceType";
import { rulesOf } from "./rules";
import { ssmFunctions } from "./ssm";

export type { ClusterRuntime } from "./resourceType";

export interface AwsSimulatorOptions {
  /** JSON file that holds the account between commands. */
  readonly stateFile: string;
  /** ARN of the IAM principal that runs the program. */
  readonly callerArn: string;
  /** ARNs of the IAM roles and users that the account has besides those of the program; any, unless given. */
  readonly principals?: readonly string[];
  /** Whether EKS writes its last logs after their group was deleted, and makes it again for them. */
  readonly lateLogs?: boolean;
  /** Account that the simulated credentials are of, 12 digits. */
  readonly accountId: string;
  readonly cluster: ClusterRuntime;
  /** @default the API server of the cluster */
  readonly eks?: EksContext;
}

/** Version of the official provider that the simulation follows. */
const VERSION = "7.48.0";

/** The `aws` provider, and what a command asks of the account beside it. */
export interface SimulatedAws extends ProviderPackage {
  readonly account: Account;
  /** Puts right what a process has left that was killed; nothing to do otherwise. */
  recover(host: Host): Promise<void>;
  /** Resources as the engine gets to know them. */
  shown(resource: StoredResource): ReadResult;
}

/** The `aws` provider with a simulated account behind it. */
export function createAwsProvider({
  stateFile,
  accountId,
  eks = realCluster,
  ...options
}: AwsSimulatorOptions): SimulatedAws {
  const types = [...ec2Types, ...iamTypes, ...eksTypesOf(eks), ...ecrTypes, ...kmsTypes, ...logTypes];
  const simulation: Simulation = {
    ...options,
    account: new Account(accountId, stateFile, readInterfaces(controlPlaneFiles(options.cluster).interfaces)),
    types: new Map(types.map((type) => [type.type, type])),
    functions: { ...ec2Functions, ...eksFunctionsOf(eks), ...iamFunctions, ...logFunctions, ...ssmFunctions },
    underWay: new Set(),
  };
  return {
    version: VERSION,
    account: simulation.account,
    create: (host) => new AwsProvider(simulation, host),
    recover: (host) => recover(simulation, host),
    shown: ({ type, id, inputs, outputs }) => ({ id, inputs, outputs: shownOutputs(rulesOf(type), outputs) }),
  };
}
