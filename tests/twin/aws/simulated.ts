import * as path from "node:path";
import { createAwsProvider } from "../../../twin/aws";
import type { EksContext } from "../../../twin/aws/eks/context";
import type { Policy } from "../../../twin/aws/policy/document";
import type { ClusterRuntime, HostedZone } from "../../../twin/aws/resourceType";
import { ControlPlaneFiles } from "../../../twin/controlPlane/files";
import {
  type CheckFailure,
  type DiffResult,
  type Host,
  InitializationError,
  type ReadResult,
  type ResourceIdentity,
  type ResourceProvider,
} from "../../../twin/provider/resourceProvider";
import type { Properties } from "../../../twin/provider/values";
import { temporaryDirectory } from "../../helpers/temporaryDirectory";

export const ACCOUNT = "111111111111";
export const REGION = "eu-west-1";
export const CALLER = `arn:aws:iam::${ACCOUNT}:role/platform-deployer`;

/** Which resource: what `create` answered, or a type and an id. */
export interface Which {
  readonly type: string;
  readonly id: string;
}

/** A resource in the state of an engine. */
export interface Resource extends ResourceIdentity {
  readonly id: string;
  /** What the program gave. */
  readonly args: Properties;
  /** The same as the provider completed it. */
  readonly inputs: Properties;
  readonly outputs: Properties;
}

export interface SimulatedAwsOptions {
  /** Of the provider. */
  readonly config?: Properties;
  /** That of an account used before; a new one by default. */
  readonly directory?: string;
  readonly ensureCluster?: ClusterRuntime["ensure"];
  readonly eks?: EksContext;
  readonly isNewAccount?: boolean;
  readonly hostedZones?: readonly HostedZone[];
  readonly pushedImages?: boolean;
  /** What the caller may do; everything by default. */
  readonly policy?: Policy;
}

/**
 * A simulated account, driven as the engine drives a provider: check, then diff, create, update or delete. It keeps the state of each resource as
 * the engine does, also after its deletion: whatever is gone can be asked for.
 */
export class SimulatedAws {
  readonly files: ControlPlaneFiles;
  readonly simulator: ReturnType<typeof createAwsProvider>;
  readonly warnings: string[] = [];
  readonly provider: ResourceProvider;
  readonly configured: Promise<void>;
  private readonly host: Host = {
    log: (severity, message) => {
      if (severity === "warning") this.warnings.push(message);
    },
    cancelled: new AbortController().signal,
  };
  private readonly states = new Map<string, Resource>();
  private creations = 0;

  constructor({
    config,
    directory = temporaryDirectory(),
    ensureCluster,
    eks,
    isNewAccount,
    hostedZones,
    pushedImages,
    policy,
  }: SimulatedAwsOptions = {}) {
    this.files = new ControlPlaneFiles(directory);
    this.simulator = createAwsProvider({
      stateFile: path.join(directory, "aws.json"),
      callerArn: CALLER,
      accountId: ACCOUNT,
      isNewAccount,
      hostedZones,
      pushedImages,
      policy,
      cluster: {
        ensure: ensureCluster ?? (() => Promise.reject(new Error("no cluster here"))),
        kubeconfig: () => this.files.kubeconfig("admin"),
        discard: () => Promise.resolve(),
      },
      ...(eks && { eks }),
    });
    this.provider = this.simulator.create(this.host);
    this.configured = this.provider.configure({ region: REGION, ...config });
  }

  get account() {
    return this.simulator.account;
  }

  async check(
    type: string,
    args: Properties,
    { name = "test", olds = {}, seed = 1 }: { name?: string; olds?: Properties; seed?: number } = {},
  ): Promise<{ inputs: Properties; failures: readonly CheckFailure[] }> {
    await this.configured;
    const randomSeed = Uint8Array.from({ length: 32 }, () => seed);
    const { inputs, failures } = await this.provider.check({ ...identity(type, name), olds, news: args, randomSeed });
    return { inputs, failures: failures ?? [] };
  }

  /** The outputs that the preview of a creation shows. */
  async preview(type: string, args: Properties): Promise<Properties> {
    const { inputs } = await this.check(type, args);
    const request = { ...identity(type, "test"), inputs, preview: true, timeoutSeconds: 0 };
    return (await this.provider.create(request)).outputs;
  }

  async create(type: string, args: Properties = {}, name = "test"): Promise<Resource> {
    const inputs = await this.checked(type, args, { name, seed: ++this.creations });
    const resource = { ...identity(type, name), args, inputs };
    try {
      const made = await this.provider.create({ ...resource, preview: false, timeoutSeconds: 0 });
      return this.keep({ ...resource, ...made });
    } catch (error) {
      if (error instanceof InitializationError) this.keep({ ...resource, id: error.id, outputs: error.outputs });
      throw error;
    }
  }

  /** A refresh; an import where the state has no such resource. */
  async read(which: Which): Promise<ReadResult | undefined> {
    await this.configured;
    const state = this.stateOf(which);
    const found = await this.provider.read(state);
    if (found) this.keep({ ...state, ...found });
    return found;
  }

  async diff(which: Which, changes: Properties): Promise<DiffResult> {
    const { request } = await this.change(which, changes);
    return this.provider.diff(request);
  }

  /** The outputs that the preview of an update shows. */
  async previewUpdate(which: Which, changes: Properties): Promise<Properties> {
    const { request } = await this.change(which, changes);
    return this.provider.update({ ...request, preview: true });
  }

  /**
   * Updates the resource to its present arguments with these changes.
   *
   * @param timeoutSeconds the program's own time-out, if it gives one
   */
  async update(which: Which, changes: Properties, timeoutSeconds = 0): Promise<Resource> {
    const { state, request } = await this.change(which, changes);
    try {
      return this.keep({ ...state, outputs: await this.provider.update({ ...request, timeoutSeconds }) });
    } catch (error) {
      if (error instanceof InitializationError) {
        this.keep({ ...this.stateOf(which), outputs: error.outputs });
      }
      throw error;
    }
  }

  /** The same by somebody else: the engine does not get to know. */
  async updateOutside(which: Which, changes: Properties): Promise<void> {
    const { request } = await this.change(which, changes);
    await this.provider.update(request);
  }

  async delete(which: Which): Promise<void> {
    await this.provider.delete({ ...this.stateOf(which), timeoutSeconds: 0 });
  }

  async invoke(token: string, args: Properties = {}): Promise<Properties> {
    await this.configured;
    return this.provider.invoke(token, args);
  }

  /** What the next command does first. */
  recover(): Promise<void> {
    return this.simulator.recover(this.host);
  }

  /** Puts a resource into the account without asking AWS. */
  put(type: string, id: string, properties: Properties): void {
    this.account.put({ type, id, inputs: properties, outputs: properties });
  }

  putSubnet(id: string, cidrBlock: string, zone: string, zoneId = `euw1-az${zone.charCodeAt(0) - 96}`): void {
    this.put("aws:ec2/subnet:Subnet", id, {
      vpcId: "vpc-1",
      cidrBlock,
      availabilityZone: `${REGION}${zone}`,
      availabilityZoneId: zoneId,
      region: REGION,
      mapPublicIpOnLaunch: false,
    });
  }

  private async checked(...args: Parameters<SimulatedAws["check"]>): Promise<Properties> {
    const { inputs, failures } = await this.check(...args);
    if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("; "));
    return inputs;
  }

  /** The state that the changes lead to, but for its outputs, and the request that brings it about. */
  private async change(which: Which, changes: Properties) {
    const before = this.stateOf(which);
    const { type, name, inputs: oldInputs, outputs: oldOutputs } = before;
    const args = { ...before.args, ...changes };
    const news = await this.checked(type, args, { name, olds: oldInputs });
    const request = { ...before, oldInputs, oldOutputs, news, preview: false, ignoreChanges: [], timeoutSeconds: 0 };
    return { state: { ...before, args, inputs: news }, request };
  }

  private stateOf(which: Which): Resource {
    return (
      this.states.get(keyOf(which)) ?? { ...identity(which.type, "test"), args: {}, inputs: {}, outputs: {}, ...which }
    );
  }

  private keep(state: Resource): Resource {
    this.states.set(keyOf(state), state);
    return state;
  }
}

const keyOf = ({ type, id }: Which) => `${type} ${id}`;

const identity = (type: string, name: string) => ({
  urn: `urn:pulumi:dev::eks-platform::${type}::${name}`,
  type,
  name,
});
