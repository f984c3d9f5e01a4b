import {
  type CheckRequest,
  type CheckResult,
  type CreateRequest,
  type CreateResult,
  type DeleteRequest,
  type DiffRequest,
  type DiffResult,
  type Host,
  InitializationError,
  type ReadRequest,
  type ReadResult,
  type ResourceProvider,
  type UpdateRequest,
} from "../provider/resourceProvider";
import { type Properties, topLevel } from "../provider/values";
import type { Account, OperationId, StoredResource } from "./account";
import {
  notFoundCode,
  refusal,
  refuseBrokenLimits,
  refuseDuplicate,
  refuseInUse,
  refuseMissing,
  refuseOverQuota,
  uniqueKeys,
} from "./accountRules";
import { withoutNotes } from "./autoName";
import { checkInputs } from "./check";
import { diffInputs } from "./diff";
import { isAnswer } from "./error";
import { createdOutputs, currentInputs, previewOutputs, updatedOutputs, updatePreview, shownOutputs } from "./outputs";
import {
  checkProviderConfig,
  diffProviderConfig,
  parseProviderConfig,
  type ProviderConfig,
  refuseForeignAccount,
} from "./providerConfig";
import { authorizeFunction, authorizeStep } from "./policy/authorize";
import type { Call, Functions, ResourceType, Surroundings } from "./resourceType";
import { rulesOf, type TypeRules } from "./rules";

/** Everything the simulated provider is made of; shared by all provider resources of a program. */
export interface Simulation extends Surroundings {
  readonly account: Account;
  readonly types: ReadonlyMap<string, ResourceType>;
  readonly functions: Functions;
  /** Keys of what may be there only once and is being created, of all provider resources. */
  readonly underWay: Set<string>;
}

/**
 * After a failed update the provider answers what it has sent, as if it had been made, and the engine keeps it: the next update sends nothing. Resources
 * of the provider's newer framework answer what there was before.
 *
 * @see https://github.com/pulumi/pulumi/issues/21458
 * @see https://github.com/hashicorp/terraform-provider-aws/tree/main/internal/service (`@FrameworkResource`)
 */
const KEEPS_STATE_OF_FAILED_UPDATE: ReadonlySet<string> = new Set([
  "aws:eks/podIdentityAssociation:PodIdentityAssociation",
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
]);

/* eslint-disable @typescript-eslint/require-await -- an async method turns what is thrown into a rejection, as its caller expects */

/** One `aws` provider resource of a program: the rules of AWS over the simulated account. */
export class AwsProvider implements ResourceProvider {
  private configured: ProviderConfig | undefined;

  constructor(
    private readonly simulation: Simulation,
    private readonly host: Host,
  ) {}

  async checkConfig({ news }: CheckRequest): Promise<CheckResult> {
    return { inputs: news, failures: checkProviderConfig(news) };
  }

  async diffConfig({ oldInputs, news }: DiffRequest): Promise<DiffResult> {
    return diffProviderConfig(oldInputs, news);
  }

  async configure(config: Properties): Promise<void> {
    const parsed = parseProviderConfig(config);
    refuseForeignAccount(parsed, this.simulation.account.id);
    this.configured = parsed;
  }

  async check(request: CheckRequest): Promise<CheckResult> {
    const { type, rules } = this.find(request.type);
    return checkInputs(type, rules, request, this.config);
  }

  async diff(request: DiffRequest): Promise<DiffResult> {
    return diffInputs(this.find(request.type).rules, request);
  }

  async create(request: CreateRequest): Promise<CreateResult> {
    const { type, rules } = this.find(request.type);
    const { inputs } = request;
    if (request.preview) return { id: "", outputs: previewOutputs(rules, inputs) };

    const call = this.callFor(request.urn, inputs);
    const known = withoutNotes(inputs);
    authorizeStep(call, rules, { kind: "create", inputs: known });
    refuseBrokenLimits(rules, "create", known);
    refuseMissing(call.account, rules, "create", known);
    refuseDuplicate(call.account, rules, known, this.simulation.underWay);
    refuseOverQuota(call.account, rules, known);
    const keys = uniqueKeys(rules, known).map(({ key }) => key);
    for (const key of keys) this.simulation.underWay.add(key);
    try {
      const { account, urn } = call;
      const operation = { kind: "create", type: rules.type, urn, region: call.region } as const;
      const { id, answer } = account.begin(operation, () => type.create(call, known));
      // Only a promise is awaited: what is answered at once is stored before any other call can look.
      const created = answer instanceof Promise ? await settled(account, id, answer) : answer;
      const outputs = createdOutputs(rules, placeOf(call), inputs, created.id, created.outputs);
      account.complete(id, { put: { type: rules.type, id: created.id, inputs, outputs, urn } });
      const shown = shownOutputs(outputs);
      if (created.failure) throw new InitializationError(created.id, inputs, shown, [created.failure]);
      return { id: created.id, outputs: shown };
    } finally {
      for (const key of keys) this.simulation.underWay.delete(key);
    }
  }

  async read(request: ReadRequest): Promise<ReadResult | undefined> {
    const current = this.simulation.account.get(request.type, request.id);
    if (!current) return undefined;
    const { id, inputs, outputs } = current;
    authorizeStep(this.callFor(request.urn, inputs), this.find(request.type).rules, { kind: "read", current });
    return { id, inputs: currentInputs(inputs, outputs), outputs: shownOutputs(outputs) };
  }

  async update(request: UpdateRequest): Promise<Properties> {
    const { type, rules } = this.find(request.type);
    const { news } = request;
    const state = { inputs: request.oldInputs, outputs: request.oldOutputs };
    const changed = Object.keys(diffInputs(rules, request).changes);
    if (request.preview) return updatePreview(rules, state, news, changesOnUpdate(type, changed));
    try {
      return await this.updateNow(request, changed);
    } catch (error) {
      if (!isAnswer(error) || KEEPS_STATE_OF_FAILED_UPDATE.has(rules.type)) throw error;
      throw new InitializationError(request.id, news, updatedOutputs(rules, state, news, {}), [error.message]);
    }
  }

  private async updateNow(request: UpdateRequest, changed: readonly string[]): Promise<Properties> {
    const { type, rules } = this.find(request.type);
    const { news, timeoutSeconds } = request;
    const call = { ...this.callFor(request.urn, news), ...(timeoutSeconds > 0 && { timeoutSeconds }) };
    const current = call.account.get(rules.type, request.id);
    if (!current)
      throw refusal(
        rules,
        "update",
        request.id,
        notFoundCode(rules.type),
        `${rules.title} ${request.id} does not exist`,
      );
    const known = withoutNotes(news);
    authorizeStep(call, rules, { kind: "update", current, inputs: known, changed });
    refuseBrokenLimits(rules, "update", known);
    refuseMissing(call.account, rules, "update", known);
    const operation = { kind: "update", type: rules.type, id: request.id, urn: call.urn, region: call.region } as const;
    const { id, answer } = call.account.begin(operation, () => type.update?.(call, current, known, changed) ?? {});
    const own = answer instanceof Promise ? await settled(call.account, id, answer) : answer;
    // What AWS did to the resource meanwhile, a node joining for instance, is kept.
    const latest = call.account.get(rules.type, request.id) ?? current;
    const inputs = withChanges(latest.inputs, news, changed);
    const outputs = updatedOutputs(rules, latest, inputs, own);
    call.account.complete(id, { put: { ...latest, inputs, outputs } });
    return shownOutputs(outputs);
  }

  async delete(request: DeleteRequest): Promise<void> {
    const { type, rules } = this.find(request.type);
    const call = this.callFor(request.urn, request.inputs);
    const current = call.account.get(rules.type, request.id);
    if (!current) return;
    authorizeStep(call, rules, { kind: "delete", current });
    refuseInUse(call.account, rules, current);
    await deleteResource(call, type, current);
  }

  async invoke(token: string, args: Properties): Promise<Properties> {
    const implementation = this.simulation.functions[token];
    if (!implementation) throw new Error(`the simulated AWS does not know the function ${token}`);
    const call = this.callFor("", args);
    authorizeFunction(call, token);
    return implementation(call, args);
  }

  private get config(): ProviderConfig {
    if (!this.configured) throw new Error("the aws provider was called before it was configured");
    return this.configured;
  }

  private find(token: string): { type: ResourceType; rules: TypeRules } {
    const type = this.simulation.types.get(token);
    if (!type) throw new Error(`the simulated AWS does not know the resource type ${token}`);
    return { type, rules: rulesOf(token) };
  }

  private callFor(urn: string, inputs: Properties): Call {
    const { simulation, config, host } = this;
    const region = typeof inputs.region === "string" ? inputs.region : config.region;
    const { assumedRoleArn: callerArn = simulation.callerArn, defaultTags } = config;
    return callOf({ ...simulation, callerArn }, host, { urn, region, defaultTags });
  }
}

export function callOf(
  simulation: Simulation,
  host: Host,
  { urn, region, defaultTags = {} }: Pick<Call, "urn" | "region"> & Partial<Pick<Call, "defaultTags">>,
): Call {
  return {
    ...simulation,
    urn,
    region,
    defaultTags,
    status: (message) => host.log("status", message, urn),
    warn: (message) => host.log("warning", message, urn),
    cancelled: host.cancelled,
  };
}

/** Deletes the resource, and what AWS keeps for it. */
export async function deleteResource(call: Call, type: ResourceType, current: StoredResource): Promise<void> {
  const operation = { kind: "delete", type: type.type, id: current.id, urn: call.urn, region: call.region } as const;
  const { id, answer } = call.account.begin(operation, () => type.delete?.(call, current));
  const deleted = answer instanceof Promise ? await settled(call.account, id, answer) : answer;
  call.account.complete(id, deleted === "kept" ? {} : { remove: current });
}

/**
 * The answer of an operation that took its time. One that AWS refuses has not begun, and one that AWS lets fail is over; one that fails otherwise, because
 * the control plane has died for example, stays noted: the next command puts right what it has left.
 */
async function settled<Answer>(account: Account, id: OperationId, answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    if (account.operations.get(id)?.kind === "create") account.undo(id);
    if (isAnswer(error)) account.complete(id);
    throw error;
  }
}

/** What AWS has after these changes: an earlier update may have failed of which the state says that it was made. */
function withChanges(inputs: Properties, news: Properties, changed: readonly string[]): Properties {
  const names = new Set(changed.map(topLevel));
  const unchanged = Object.entries(inputs).filter(([name]) => !names.has(name));
  return Object.fromEntries([...unchanged, ...Object.entries(news).filter(([name]) => names.has(name))]);
}

function changesOnUpdate({ changesOnUpdate: names = [] }: ResourceType, changed: readonly string[]): readonly string[] {
  if (changed.length === 0) return [];
  return typeof names === "function" ? names(changed) : names;
}

function placeOf(call: Call) {
  return { accountId: call.account.id, region: call.region };
}
