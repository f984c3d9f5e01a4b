import type { StoredResource } from "../account";
import { AwsError } from "../error";
import type { Call } from "../resourceType";
import type { ClusterObjects } from "./kubernetes/objects";

/** What EKS needs besides the account: replaced in tests. */
export interface EksContext {
  /** The API server of the call's cluster. */
  objects(call: Call): ClusterObjects;
  now(): Date;
  /** How long to wait for something that only another call can bring about, in milliseconds: EKS waits 20 to 25 minutes. */
  readonly patience: number;
  /** Between two looks at the API server, in milliseconds. */
  readonly pollInterval: number;
}

export const CLUSTER = "aws:eks/cluster:Cluster";
export const NODE_GROUP = "aws:eks/nodeGroup:NodeGroup";
export const FARGATE_PROFILE = "aws:eks/fargateProfile:FargateProfile";
export const ADDON = "aws:eks/addon:Addon";
export const POD_IDENTITY_ASSOCIATION = "aws:eks/podIdentityAssociation:PodIdentityAssociation";
export const ACCESS_ENTRY = "aws:eks/accessEntry:AccessEntry";
export const ACCESS_POLICY_ASSOCIATION = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation";

/** An EKS call in progress, as its errors name it. */
export class EksOperation {
  /**
   * @param name API call: `CreateNodegroup`
   * @param resource what the provider calls the thing: `EKS Node Group (demo:system)`
   */
  constructor(
    readonly name: string,
    readonly resource: string,
  ) {}

  refuse(code: EksErrorCode, message: string): AwsError {
    return new AwsError("EKS", this.name, this.resource, code, message);
  }

  noCluster(name: string): AwsError {
    return this.refuse("ResourceNotFoundException", `No cluster found for name: ${name}.`);
  }

  /** The argument is wrong. */
  invalid(message: string): AwsError {
    return this.refuse("InvalidParameterException", message);
  }
}

export type EksErrorCode =
  | "InvalidParameterException"
  | "InvalidRequestException"
  | "InvalidStateException"
  | "ResourceInUseException"
  | "ResourceNotFoundException"
  | "UnsupportedAvailabilityZoneException";

/** The cluster, which must be there and take requests. */
export function activeCluster(call: Call, name: string, operation: EksOperation): StoredResource {
  const cluster = call.account.get(CLUSTER, name);
  if (!cluster) throw operation.noCluster(name);
  if (cluster.outputs["status"] !== "ACTIVE") {
    throw operation.refuse("InvalidRequestException", `Cluster ${name} is not in ACTIVE status`);
  }
  return cluster;
}

/** The resources of a type that belong to the cluster. */
export function ofCluster(call: Call, type: string, clusterName: string): StoredResource[] {
  return call.account.list(type).filter((resource) => resource.inputs["clusterName"] === clusterName);
}

/** Ends a wait when the user cancels. */
export async function pause(milliseconds: number, cancelled: AbortSignal): Promise<void> {
  cancelled.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(new Error("cancelled", { cause: cancelled.reason }));
    };
    const timer = setTimeout(() => {
      cancelled.removeEventListener("abort", onAbort);
      resolve();
    }, milliseconds);
    cancelled.addEventListener("abort", onAbort, { once: true });
  });
}

/** Looks until there is an answer or the patience is over; then `undefined`. */
export async function waitFor<T>(
  context: EksContext,
  call: Call,
  look: () => Promise<T | undefined>,
  patience = context.patience,
): Promise<T | undefined> {
  const deadline = context.now().getTime() + patience;
  for (;;) {
    const answer = await look();
    if (answer !== undefined || context.now().getTime() >= deadline) return answer;
    await pause(context.pollInterval, call.cancelled);
  }
}
