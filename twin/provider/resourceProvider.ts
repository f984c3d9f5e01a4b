import type { Properties } from "./values";

/** Which resource a call is about. */
export interface ResourceIdentity {
  readonly urn: string;
  /** Type token, for example `aws:eks/cluster:Cluster`. */
  readonly type: string;
  /** Logical name: the last part of the URN. */
  readonly name: string;
}

export interface CheckRequest extends ResourceIdentity {
  /** Inputs of the last deployment as `check` returned them; empty for a new resource. */
  readonly olds: Properties;
  readonly news: Properties;
  /** Random bytes that stay the same between the preview and the update of one resource: for generated names. */
  readonly randomSeed: Uint8Array;
}

export interface CheckFailure {
  readonly property: string;
  readonly reason: string;
}

export interface CheckResult {
  readonly inputs: Properties;
  readonly failures?: readonly CheckFailure[];
}

export interface DiffRequest extends ResourceIdentity {
  readonly id: string;
  readonly oldInputs: Properties;
  readonly oldOutputs: Properties;
  readonly news: Properties;
  readonly ignoreChanges: readonly string[];
}

export type PropertyDiffKind = "add" | "delete" | "update";

export interface PropertyDiff {
  readonly kind: PropertyDiffKind;
  readonly replace?: boolean;
}

export interface DiffResult {
  /** Changed input paths (`vpcConfig.subnetIds[0]`) and how each changed; empty when nothing did. */
  readonly changes: Readonly<Record<string, PropertyDiff>>;
  /** Delete the old resource before the new one is created: where both can't stand side by side. */
  readonly deleteBeforeReplace?: boolean;
}

export interface CreateRequest extends ResourceIdentity {
  readonly inputs: Properties;
  readonly preview: boolean;
  /** `customTimeouts` of the resource, in seconds; 0 when it has none. */
  readonly timeoutSeconds: number;
}

export interface CreateResult {
  /** May be empty in a preview. */
  readonly id: string;
  readonly outputs: Properties;
}

export interface ReadRequest extends ResourceIdentity {
  readonly id: string;
  /** Inputs in the state; empty for an import. */
  readonly inputs: Properties;
  /** Outputs in the state; empty for an import. */
  readonly outputs: Properties;
}

export interface ReadResult {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

export interface UpdateRequest extends ResourceIdentity {
  readonly id: string;
  readonly oldInputs: Properties;
  readonly oldOutputs: Properties;
  readonly news: Properties;
  readonly preview: boolean;
  readonly ignoreChanges: readonly string[];
  readonly timeoutSeconds: number;
}

export interface DeleteRequest extends ResourceIdentity {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  readonly timeoutSeconds: number;
}

/** What a provider may say and hear while it works. */
export interface Host {
  /** Shows a message at the resource in the engine's display; a `status` line is overwritten by the next one. */
  log(severity: "debug" | "info" | "warning" | "error" | "status", message: string, urn?: string): void;
  /** Aborted when the user cancels the operation. */
  readonly cancelled: AbortSignal;
}

/**
 * A Pulumi resource provider with plain values.
 *
 * There is one object for each provider resource of the program: `configure` is called once, before anything but the checks of its own configuration.
 * A thrown error fails the call; its message is what the user reads.
 */
export interface ResourceProvider {
  checkConfig(request: CheckRequest): Promise<CheckResult>;
  /** A change that is not told here is not made: the engine then goes on with the old configuration. */
  diffConfig(request: DiffRequest): Promise<DiffResult>;
  configure(config: Properties): Promise<void>;
  check(request: CheckRequest): Promise<CheckResult>;
  diff(request: DiffRequest): Promise<DiffResult>;
  create(request: CreateRequest): Promise<CreateResult>;
  /** `undefined`: the resource does not exist (any more). */
  read(request: ReadRequest): Promise<ReadResult | undefined>;
  update(request: UpdateRequest): Promise<Properties>;
  delete(request: DeleteRequest): Promise<void>;
  invoke(token: string, args: Properties): Promise<Properties>;
}

export interface ProviderPackage {
  /** Version that the provider reports, without `v`. */
  readonly version: string;
  create(host: Host): ResourceProvider;
}

/** The resource exists, but did not become ready: it goes into the state, and the operation fails with these reasons. */
export class InitializationError extends Error {
  constructor(
    readonly id: string,
    readonly inputs: Properties,
    readonly outputs: Properties,
    readonly reasons: readonly string[],
  ) {
    super(reasons.join("; "));
  }
}
