import type { CheckFailure } from "../provider/resourceProvider";
import type { Properties } from "../provider/values";
import type { Account, StoredResource } from "./account";
import type { Policy } from "./policy/document";

/** The real control plane behind the simulated EKS. */
export interface ClusterRuntime {
  /** Starts the cluster's control plane, or brings the running one to this minor. */
  ensure(
    clusterName: string,
    minor: string,
    options?: ClusterRuntimeOptions,
  ): Promise<{ endpoint: string; certificateAuthorityData: string }>;
  /** Path of an administrator's kubeconfig. */
  kubeconfig(): string;
  /**
   * Ends the control plane and throws its data away, as the deletion of a cluster does.
   *
   * @param options.isUnfinished nobody has used the cluster yet, and it may not answer
   */
  discard(options?: { readonly isUnfinished?: boolean }): Promise<void>;
}

export interface ClusterRuntimeOptions {
  /** Addresses of Services; can't change while the cluster lives. */
  readonly serviceCidr?: string;
  /** Told what takes long. */
  readonly status?: (message: string) => void;
}

/** A hosted zone of Route 53 that no program made. */
export interface HostedZone {
  readonly id: string;
  /** Without a dot at its end. */
  readonly name: string;
  readonly private: boolean;
}

/** What a command says of the account that it works on. */
export interface Surroundings {
  /** ARN of the IAM principal that makes the calls. */
  readonly callerArn: string;
  /** What the caller may do; everything, unless given. */
  readonly policy?: Policy;
  /** ARNs of the IAM roles and users that the account has besides those of the program; any, unless given. */
  readonly principals?: readonly string[];
  /** Hosted zones that the account has besides those of the program; none, unless given. */
  readonly hostedZones?: readonly HostedZone[];
  /** Whether EKS writes its last logs after their group was deleted, and makes it again for them. */
  readonly lateLogs?: boolean;
  /** Whether nodes that end leave a network interface of the CNI. */
  readonly leavesInterfaces?: boolean;
  /** Whether somebody has pushed an image to every repository. */
  readonly pushedImages?: boolean;
  /** Whether nobody has used the account before: AWS has made no role for its services in it and raised no quota. */
  readonly isNewAccount?: boolean;
  readonly cluster: ClusterRuntime;
}

/** What a resource type or function may know and say while it answers one call. */
export interface Call extends Surroundings {
  readonly account: Account;
  readonly region: string;
  /** Tags that the program gives to everything it makes. */
  readonly defaultTags: Properties;
  /** The resource the call is about; empty in a function. */
  readonly urn: string;
  /** Shows a line at the resource; the next one overwrites it. */
  status(message: string): void;
  warn(message: string): void;
  /** Aborted when the user cancels the operation. */
  readonly cancelled: AbortSignal;
  /** How long the provider waits for an update; its own time-out unless the program gives one. */
  readonly timeoutSeconds?: number;
}

export interface Created {
  readonly id: string;
  /** The attributes that AWS makes up; inputs and AWS's literal defaults are added by the core. */
  readonly outputs: Properties;
  /** Why the resource, though it exists now, did not become usable: it goes into the state, and the operation fails with this. */
  readonly failure?: string;
}

// `void`, so that a type without anything to keep need not say so.
// eslint-disable-next-line @typescript-eslint/no-invalid-void-type
export type Deleted = void | "kept";

/**
 * What is particular about a resource type; everything that `aws-rules.json` can say (replacement, defaults, limits, names that must be unique, what must
 * exist, what blocks a deletion) is done by the core.
 *
 * Calls come in parallel. What answers without a promise is checked and stored in one step, so that nothing can come between: do that wherever a rule
 * looks at other resources. (Names that `aws-rules.json` calls unique are reserved by the core while a promise is under way.)
 */
export interface ResourceType {
  /** Type token, for example `aws:eks/cluster:Cluster`. */
  readonly type: string;
  /** Refusals of the provider itself, made in a preview too. Inputs may hold unknowns. */
  check?(inputs: Properties): readonly CheckFailure[];
  /** Throws an `AwsError` where AWS refuses. */
  create(call: Call, inputs: Properties): Created | Promise<Created>;
  /**
   * Answers the attributes that changed besides the inputs, which the core merges.
   * @param changed paths of the inputs that differ from `current`, as in a diff: `vpcConfig.subnetIds[0]`
   */
  update?(
    call: Call,
    current: StoredResource,
    news: Properties,
    changed: readonly string[],
  ): Properties | Promise<Properties>;
  /** What there is to do before the resource is forgotten; `kept` when it stays in the account, though the program has it no more. */
  delete?(call: Call, current: StoredResource): Deleted | Promise<Deleted>;
  /** Brings what stands outside of the account for resources of this type in line with it, after a process was killed in the middle of a change. */
  repair?(call: Call): Promise<void>;
  /** Outputs that an update may change, or those that an update of these inputs does: unknown in its preview. */
  readonly changesOnUpdate?: readonly string[] | ((changed: readonly string[]) => readonly string[]);
}

/** Functions by token, for example `aws:eks/getAddonVersion:getAddonVersion`. */
export type Functions = Readonly<Record<string, (call: Call, args: Properties) => Properties | Promise<Properties>>>;
