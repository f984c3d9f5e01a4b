import type { Host, ProviderPackage, ReadResult } from "../provider/resourceProvider";
import { acmTypes } from "./acm";
import { Account, type StoredResource } from "./account";
import { ec2Types } from "./ec2";
import { ecrTypes } from "./ecr";
import { efsTypes } from "./efs";
import { eksTypesOf, realCluster } from "./eks";
import { controlPlaneFiles } from "./eks/compute/compute";
import { readInterfaces } from "./eks/compute/controller";
import type { EksContext } from "./eks/context";
import { eventTypes } from "./events";
import { functions } from "./functions";
import { iamTypes } from "./iam";
import { kmsGrant, kmsKey } from "./kms";
import { logGroup } from "./logs";
import { shownOutputs } from "./outputs";
import { AwsProvider, type Simulation } from "./provider";
import { recover } from "./recovery";
import type { Surroundings } from "./resourceType";
import { record } from "./route53";

export type { ClusterRuntime } from "./resourceType";

export interface AwsSimulatorOptions extends Surroundings {
  /** JSON file that holds the account between commands. */
  readonly stateFile: string;
  /** Account that the simulated credentials are of, 12 digits. */
  readonly accountId: string;
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
  ...surroundings
}: AwsSimulatorOptions): SimulatedAws {
  const types = [
    ...[...acmTypes, ...ec2Types, ...ecrTypes, ...efsTypes, ...eksTypesOf(eks), ...eventTypes, ...iamTypes],
    ...[kmsGrant, kmsKey, logGroup, record],
  ];
  const simulation: Simulation = {
    ...surroundings,
    account: new Account(accountId, stateFile, readInterfaces(controlPlaneFiles(surroundings.cluster).interfaces)),
    types: new Map(types.map((type) => [type.type, type])),
    functions,
    underWay: new Set(),
  };
  return {
    version: VERSION,
    account: simulation.account,
    create: (host) => new AwsProvider(simulation, host),
    recover: (host) => recover(simulation, host),
    shown: ({ id, inputs, outputs }) => ({ id, inputs, outputs: shownOutputs(outputs) }),
  };
}
