import type { ProviderPackage } from "../provider/resourceProvider";
import { Account } from "./account";
import { ec2Functions, ec2Types } from "./ec2";
import { ecrTypes } from "./ecr";
import { eksFunctions, eksTypes } from "./eks";
import { controlPlaneFiles } from "./eks/compute/compute";
import { readInterfaces } from "./eks/compute/controller";
import { iamTypes } from "./iam";
import { kmsTypes } from "./kms";
import { logTypes } from "./logs";
import { AwsProvider, type Simulation } from "./provider";
import type { ClusterRuntime, Functions, ResourceType } from "./resourceType";
import { ssmFunctions } from "./ssm";

export type { ClusterRuntime } from "./resourceType";

export interface AwsSimulatorOptions {
  /** JSON file that holds the account between commands. */
  readonly stateFile: string;
  /** ARN of the IAM principal that runs the program. */
  readonly callerArn: string;
  /** Account that the simulated credentials are of, 12 digits. */
  readonly accountId: string;
  readonly cluster: ClusterRuntime;
}

/** Version of the official provider that the simulation follows. */
const VERSION = "7.48.0";

const types: readonly ResourceType[] = [...ec2Types, ...iamTypes, ...eksTypes, ...ecrTypes, ...kmsTypes, ...logTypes];

const functions: Functions = { ...ec2Functions, ...eksFunctions, ...ssmFunctions };

/** The `aws` provider with a simulated account behind it. */
export function createAwsProvider({ stateFile, callerArn, accountId, cluster }: AwsSimulatorOptions): ProviderPackage {
  const simulation: Simulation = {
    account: new Account(accountId, stateFile, readInterfaces(controlPlaneFiles(cluster).interfaces)),
    callerArn,
    cluster,
    types: new Map(types.map((type) => [type.type, type])),
    functions,
    underWay: new Set(),
  };
  return { version: VERSION, create: (host) => new AwsProvider(simulation, host) };
}
