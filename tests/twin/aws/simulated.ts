import { join } from "node:path";
import { createAwsProvider } from "../../../twin/aws";
import type {
  CheckFailure,
  DiffResult,
  Host,
  ReadResult,
  ResourceProvider,
} from "../../../twin/provider/resourceProvider";
import type { Properties } from "../../../twin/provider/values";
import { temporaryDirectory } from "../../helpers/temporaryDirectory";

export const ACCOUNT = "111111111111";
export const CALLER = `arn:aws:iam::${ACCOUNT}:role/platform-deployer`;

export interface Resource {
  readonly type: string;
  readonly name: string;
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** A simulated account, driven as the engine drives a provider: check, then diff, create, update or delete. */
export class SimulatedAws {
  readonly messages: string[] = [];
  readonly stateFile: string;
  private provider: ResourceProvider | undefined;

  private constructor(stateFile: string) {
    this.stateFile = stateFile;
  }

  /** @param stateFile that of an account used before; a new one by default */
  static async start(config: Properties = {}, stateFile?: string): Promise<SimulatedAws> {
    const aws = new SimulatedAws(stateFile ?? join(temporaryDirectory(), "aws.json"));
    aws.provider = aws.open();
    await aws.provider.configure({ region: "eu-west-1", ...config });
    return aws;
  }

  private open(): ResourceProvider {
    const host: Host = {
      log: (_severity, message) => this.messages.push(message),
      cancelled: new AbortController().signal,
    };
    return createAwsProvider({
      stateFile: this.stateFile,
      callerArn: CALLER,
      accountId: ACCOUNT,
      cluster: {
        ensure: () => Promise.resolve({ endpoint: "https://127.0.0.1:1", certificateAuthorityData: "Y2E=" }),
        kubeconfig: () => "/dev/null",
        discard: () => Promise.resolve(),
      },
    }).create(host);
  }

  get api(): ResourceProvider {
    if (!this.provider) throw new Error("not started");
    return this.provider;
  }

  async check(
    type: string,
    name: string,
    news: Properties,
    olds: Properties = {},
    seed = 1,
  ): Promise<{ inputs: Properties; failures: readonly CheckFailure[] }> {
    const randomSeed = Uint8Array.from({ length: 32 }, () => seed);
    const { inputs, failures } = await this.api.check({ ...identity(type, name), olds, news, randomSeed });
    return { inputs, failures: failures ?? [] };
  }

  async preview(type: string, name: string, news: Properties): Promise<Properties> {
    const { inputs } = await this.check(type, name, news);
    const { outputs } = await this.api.create({ ...identity(type, name), inputs, preview: true, timeoutSeconds: 0 });
    return outputs;
  }

  async create(type: string, name: string, news: Properties = {}): Promise<Resource> {
    const { inputs, failures } = await this.check(type, name, news);
    if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("; "));
    const { id, outputs } = await this.api.create({
      ...identity(type, name),
      inputs,
      preview: false,
      timeoutSeconds: 0,
    });
    return { type, name, id, inputs, outputs };
  }

  async diff(resource: Resource, news: Properties, ignoreChanges: readonly string[] = []): Promise<DiffResult> {
    const { inputs } = await this.check(resource.type, resource.name, news, resource.inputs);
    const { id, inputs: oldInputs, outputs: oldOutputs } = resource;
    return this.api.diff({
      ...identity(resource.type, resource.name),
      id,
      oldInputs,
      oldOutputs,
      news: inputs,
      ignoreChanges,
    });
  }

  async update(resource: Resource, news: Properties, preview = false): Promise<Resource> {
    const { type, name, id, inputs: oldInputs, outputs: oldOutputs } = resource;
    const { inputs } = await this.check(type, name, news, oldInputs);
    const outputs = await this.api.update({
      ...identity(type, name),
      id,
      oldInputs,
      oldOutputs,
      news: inputs,
      preview,
      ignoreChanges: [],
      timeoutSeconds: 0,
    });
    return { ...resource, inputs, outputs };
  }

  delete({ type, name, id, inputs, outputs }: Resource): Promise<void> {
    return this.api.delete({ ...identity(type, name), id, inputs, outputs, timeoutSeconds: 0 });
  }

  read({ type, name, id, inputs, outputs }: Resource): Promise<ReadResult | undefined> {
    return this.api.read({ ...identity(type, name), id, inputs, outputs });
  }

  import(type: string, name: string, id: string): Promise<ReadResult | undefined> {
    return this.api.read({ ...identity(type, name), id, inputs: {}, outputs: {} });
  }

  invoke(token: string, args: Properties = {}): Promise<Properties> {
    return this.api.invoke(token, args);
  }
}

function identity(type: string, name: string) {
  return { urn: `urn:pulumi:dev::eks-platform::${type}::${name}`, type, name };
}
