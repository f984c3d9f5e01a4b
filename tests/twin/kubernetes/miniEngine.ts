import { randomBytes } from "node:crypto";
import {
  type CheckResult,
  type DiffResult,
  type Host,
  InitializationError,
  type ResourceProvider,
} from "../../../twin/provider/resourceProvider";
import { isObject, type Properties, type Value } from "../../../twin/provider/values";

/** What the engine keeps of a resource. */
interface State {
  readonly type: string;
  readonly name: string;
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** What happened to a resource. */
export type Step = "create" | "same" | "update" | "replace" | "delete";

/** Drives a provider as the engine does: check, diff, create or update, with its own small state. */
export class MiniEngine {
  readonly messages: string[] = [];
  readonly cancellation = new AbortController();
  readonly host: Host = {
    log: (severity, message) => this.messages.push(`${severity}: ${message}`),
    cancelled: this.cancellation.signal,
  };
  readonly provider: ResourceProvider;
  private readonly states = new Map<string, State>();

  constructor(create: (host: Host) => ResourceProvider) {
    this.provider = create(this.host);
  }

  state(name: string): State {
    const state = this.states.get(name);
    if (!state) throw new Error(`there is no resource ${name}`);
    return state;
  }

  async check(type: string, name: string, news: Properties): Promise<CheckResult> {
    const olds = this.states.get(name)?.inputs ?? {};
    return this.provider.check({ ...identity(type, name), olds, news, randomSeed: randomBytes(32) });
  }

  async diff(type: string, name: string, program: Properties, ignoreChanges: string[] = []): Promise<DiffResult> {
    const { id, inputs, outputs } = this.state(name);
    const news = plain((await this.check(type, name, program)).inputs);
    return this.provider.diff({
      ...identity(type, name),
      id,
      oldInputs: inputs,
      oldOutputs: outputs,
      news,
      ignoreChanges,
    });
  }

  /** What the resource's outputs would be. */
  async preview(type: string, name: string, program: Properties): Promise<Properties> {
    const inputs = plain((await this.check(type, name, program)).inputs);
    const request = { ...identity(type, name), preview: true, timeoutSeconds: 0 };
    const old = this.states.get(name);
    if (!old) return plain((await this.provider.create({ ...request, inputs })).outputs);
    const { id, inputs: oldInputs, outputs: oldOutputs } = old;
    return plain(
      await this.provider.update({ ...request, id, oldInputs, oldOutputs, news: inputs, ignoreChanges: [] }),
    );
  }

  async up(type: string, name: string, program: Properties, options: UpOptions = {}): Promise<Step> {
    const { timeoutSeconds = 60, ignoreChanges = [] } = options;
    const request = { ...identity(type, name), preview: false, timeoutSeconds };
    const news = plain((await this.check(type, name, program)).inputs);
    const old = this.states.get(name);
    if (!old) {
      await this.keep(type, name, news, this.provider.create({ ...request, inputs: news }));
      return "create";
    }
    const { id, inputs: oldInputs, outputs: oldOutputs } = old;
    const diff = await this.provider.diff({ ...identity(type, name), id, oldInputs, oldOutputs, news, ignoreChanges });
    if (Object.keys(diff.changes).length === 0) return "same";
    if (Object.values(diff.changes).some(({ replace }) => replace)) {
      if (diff.deleteBeforeReplace) await this.delete(name);
      else this.states.delete(name);
      await this.up(type, name, program, options);
      if (!diff.deleteBeforeReplace) await this.remove(old);
      return "replace";
    }
    const updating = this.provider.update({ ...request, id, oldInputs, oldOutputs, news, ignoreChanges });
    await this.keep(
      type,
      name,
      news,
      updating.then((outputs) => ({ id, outputs })),
    );
    return "update";
  }

  /** Whether the resource is still there. */
  async refresh(name: string): Promise<boolean> {
    const { type, id, inputs, outputs } = this.state(name);
    const found = await this.provider.read({ ...identity(type, name), id, inputs, outputs });
    if (!found) this.states.delete(name);
    else this.states.set(name, { type, name, id, inputs: plain(found.inputs), outputs: plain(found.outputs) });
    return found !== undefined;
  }

  async delete(name: string, timeoutSeconds = 60): Promise<void> {
    await this.remove(this.state(name), timeoutSeconds);
    this.states.delete(name);
  }

  private async remove({ type, name, id, inputs, outputs }: State, timeoutSeconds = 60): Promise<void> {
    await this.provider.delete({ ...identity(type, name), id, inputs, outputs, timeoutSeconds });
  }

  private async keep(
    type: string,
    name: string,
    inputs: Properties,
    operation: Promise<{ id: string; outputs: Properties }>,
  ): Promise<void> {
    try {
      const { id, outputs } = await operation;
      this.states.set(name, { type, name, id, inputs, outputs: plain(outputs) });
    } catch (error) {
      if (error instanceof InitializationError) {
        this.states.set(name, { type, name, id: error.id, inputs, outputs: plain(error.outputs) });
      }
      throw error;
    }
  }
}

export interface UpOptions {
  readonly timeoutSeconds?: number;
  readonly ignoreChanges?: string[];
}

function identity(type: string, name: string) {
  return { urn: `urn:pulumi:dev::eks-platform::${type}::${name}`, type, name };
}

/** As the engine sends it back to a provider that does not accept secrets; through JSON, as over the wire. */
export function plain(properties: Properties): Properties {
  const strip = (value: Value | undefined): Value | undefined => {
    if (Array.isArray(value)) return value.map((item) => strip(item) ?? null);
    if (!isObject(value)) return value;
    if (
      Object.keys(value).length === 2 &&
      value["value"] !== undefined &&
      Object.keys(value).some((key) => /^[0-9a-f]{32}$/.test(key))
    ) {
      return strip(value["value"]);
    }
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, strip(member)]));
  };
  return JSON.parse(JSON.stringify(strip(properties))) as Properties;
}
