import { randomBytes } from "node:crypto";
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
import type { Properties } from "../provider/values";
import { annotationOf, annotations, timeoutSecondsOf } from "./annotations";
import { messageOf } from "./apiError";
import { createObject, relinquish, updateObject } from "./apply";
import { awaiterFor, awaiterForRead } from "./await";
import { readinessNow, type WaitOptions, waitUntilReady } from "./await/wait";
import { checkInputs, customKinds } from "./check";
import { type Cluster, UnknownKindError } from "./cluster";
import { clusterScopedKinds, connect, type Connection } from "./connection";
import { diffObjects } from "./diff";
import { identityFields, immutableFields } from "./immutableFields";
import { invoke } from "./invoke";
import { uniqueName } from "./naming";
import { idOf, type KubernetesObject, nameOf, parseId, textAt } from "./objects";
import { diffOptions, optionFailures, parseOptions, plainOptions, type ProviderOptions } from "./options";
import { isPlannable, planCreate, planUpdate } from "./preview";
import { pruneToInputs } from "./prune";
import { deleteObject } from "./remove";
import {
  type Checkpoint,
  fromOutputs,
  importedInputs,
  previewOutputs,
  toObject,
  toOutputs,
  withSecrets,
} from "./state";
import { parseTypeToken } from "./typeToken";
import { deleteUnreachable, readUnreachable } from "./unreachable";

/** Bridges every resource type of `@pulumi/kubernetes` to an API server, as the official provider does with server-side apply. */
export class KubernetesProvider implements ResourceProvider {
  private options: ProviderOptions = parseOptions({});
  private connection: Connection = { namespace: "default", reason: "the provider is not configured" };
  /** Scope of the kinds that this program defines itself, which the server may not know yet. */
  private readonly defined = new Map<string, boolean>();

  constructor(private readonly host: Host) {}

  checkConfig({ news }: CheckRequest): Promise<CheckResult> {
    return Promise.resolve({ inputs: news, failures: optionFailures(news) });
  }

  diffConfig(request: DiffRequest): Promise<DiffResult> {
    return Promise.resolve(diffOptions(request));
  }

  async configure(given: Properties): Promise<void> {
    const config = plainOptions(given);
    this.options = parseOptions(config);
    this.connection = await connect(config, this.options, this.host);
  }

  async check(request: CheckRequest): Promise<CheckResult> {
    if (!this.connection.cluster && this.options.skipUpdateUnreachable) {
      this.host.log(
        "warning",
        "Cluster is unreachable but skipUpdateUnreachable flag is set to true, skipping...",
        request.urn,
      );
      return { inputs: request.olds };
    }
    const inputs = await checkInputs(request, {
      namespace: this.connection.namespace,
      isNamespaced: (apiVersion, kind) => this.isNamespaced(apiVersion, kind),
    });
    for (const [kind, namespaced] of customKinds(inputs)) this.defined.set(kind, namespaced);
    return { inputs: withSecrets(inputs) };
  }

  diff({ type, oldInputs, news, ignoreChanges }: DiffRequest): Promise<DiffResult> {
    const { patch } = parseTypeToken(type, textAt(news, "kind"));
    const { enableConfigMapMutable, enableSecretMutable } = this.options;
    const mutable = { configMaps: enableConfigMapMutable, secrets: enableSecretMutable };
    const object = toObject(news);
    const immutable = patch ? identityFields : immutableFields(object, mutable);
    return Promise.resolve(diffObjects(toObject(oldInputs), object, immutable, ignoreChanges));
  }

  async create(request: CreateRequest): Promise<CreateResult> {
    const inputs = toObject(request.inputs);
    const { patch } = parseTypeToken(request.type, textAt(inputs, "kind"));
    const { cluster } = this.connection;
    if (request.preview && (patch || !cluster || !(await isPlannable(cluster, inputs)))) {
      return { id: "", outputs: previewOutputs(inputs) };
    }
    const fieldManager = managerFor(inputs);
    const { enablePatchForce: force, upsertExistingObjects: upsert } = this.options;
    const options = {
      ...this.waitOptions(request, inputs),
      fieldManager,
      dryRun: request.preview,
      patch,
      force,
      upsert,
    };
    if (request.preview) return { id: "", outputs: await planCreate(this.cluster, inputs, options) };

    const created = await explain("creation", request.urn, inputs, createObject(this.cluster, inputs, options));
    const checkpoint = { initialApiVersion: textAt(inputs, "apiVersion"), fieldManager };
    const live = await this.settle(request, inputs, { ...checkpoint, live: created }, "created");
    return { id: idOf(live), outputs: toOutputs(inputs, { ...checkpoint, live }) };
  }

  async read(request: ReadRequest): Promise<ReadResult | undefined> {
    const { connection } = this;
    if (!connection.cluster) return readUnreachable(request, connection.reason, this.options, this.host);
    const isImport = Object.keys(request.inputs).length === 0;
    const inputs = toObject(request.inputs);
    const known = fromOutputs(request.outputs);
    const { apiVersion, kind } = isImport ? parseTypeToken(request.type, textAt(known.live, "kind")) : inputs;
    const id = parseId(request.id);
    const metadata = { name: id.name, namespace: id.namespace || connection.namespace };
    const live = await connection.cluster.find({ apiVersion, kind, metadata });
    if (!live) return undefined;

    const liveInputs = isImport ? importedInputs(live) : pruneToInputs(live, inputs);
    const initialApiVersion = known.initialApiVersion || textAt(live, "apiVersion");
    const fieldManager = managerFor(inputs, known.fieldManager);
    const outputs = toOutputs(liveInputs, { live, initialApiVersion, fieldManager });
    const result = { id: request.id, inputs: withSecrets(liveInputs), outputs };
    const awaiter = isImport ? undefined : awaiterForRead(inputs);
    const readiness = awaiter && (await readinessNow(connection.cluster, live, awaiter));
    if (!readiness || readiness.ready) return result;
    const summary = `Resource '${nameOf(live)}' was created but failed to initialize`;
    throw new InitializationError(result.id, result.inputs, outputs, [summary, ...readiness.reasons]);
  }

  async update(request: UpdateRequest): Promise<Properties> {
    const inputs = toObject(request.news);
    const { patch } = parseTypeToken(request.type, textAt(inputs, "kind"));
    const { cluster } = this.connection;
    if (request.preview && (!cluster || !(await isPlannable(cluster, inputs)))) return previewOutputs(inputs);

    const known = fromOutputs(request.oldOutputs);
    const formerManager = managerFor(toObject(request.oldInputs), known.fieldManager);
    const fieldManager = managerFor(inputs, known.fieldManager);
    const { ignoreChanges, preview: dryRun } = request;
    const options = { fieldManager, dryRun, patch, force: this.options.enablePatchForce, ignoreChanges };
    if (dryRun) return planUpdate(this.cluster, inputs, options);

    const updated = await explain("update", request.urn, inputs, updateObject(this.cluster, inputs, options));
    const initialApiVersion = known.initialApiVersion || textAt(inputs, "apiVersion");
    const live = await this.settle(request, inputs, { live: updated, initialApiVersion, fieldManager }, "updated");
    if (known.fieldManager && formerManager !== fieldManager) await relinquish(this.cluster, live, formerManager);
    return toOutputs(inputs, { live, initialApiVersion, fieldManager });
  }

  async delete(request: DeleteRequest): Promise<void> {
    const { connection } = this;
    if (!connection.cluster) {
      deleteUnreachable(request, connection.reason, this.options, this.host);
      return;
    }
    const inputs = toObject(request.inputs);
    const { live, fieldManager } = fromOutputs(request.outputs);
    const { patch } = parseTypeToken(request.type, textAt(live, "kind"));
    if (patch) return relinquish(connection.cluster, live, fieldManager);
    await deleteObject(connection.cluster, live, inputs, this.waitOptions(request, inputs));
  }

  async invoke(token: string, args: Properties): Promise<Properties> {
    return invoke(token, args, (apiVersion, kind) => this.isNamespaced(apiVersion, kind));
  }

  /** Waits until the object is ready; one that does not get ready goes into the state, and the operation fails. */
  private async settle(
    request: CreateRequest | UpdateRequest,
    inputs: KubernetesObject,
    checkpoint: Checkpoint,
    verb: "created" | "updated",
  ): Promise<KubernetesObject> {
    const awaiter = awaiterFor(inputs);
    if (!awaiter) return checkpoint.live;
    const options = this.waitOptions(request, inputs);
    const { live, failure } = await waitUntilReady(this.cluster, checkpoint.live, awaiter, options);
    if (!failure) return live;
    const [summary, ...reasons] = failure;
    const message = `resource "${request.urn}" was successfully ${verb}, but the Kubernetes API server reported that it failed to fully initialize or become live: ${summary}`;
    const outputs = toOutputs(inputs, { ...checkpoint, live });
    throw new InitializationError(idOf(live), withSecrets(inputs), outputs, [message, ...reasons]);
  }

  private waitOptions({ urn, timeoutSeconds }: Operation, inputs: KubernetesObject): WaitOptions {
    let shown = "";
    const status = (message: string) => {
      if (message !== shown) this.host.log("status", message, urn);
      shown = message;
    };
    return { timeoutSeconds: timeoutSecondsOf(inputs, timeoutSeconds), cancelled: this.host.cancelled, status };
  }

  /** An object whose kind nobody knows yet is most likely namespaced. */
  private async isNamespaced(apiVersion: string, kind: string): Promise<boolean> {
    const found = await this.connection.cluster?.kindOf(apiVersion, kind);
    return found?.namespaced ?? this.defined.get(`${apiVersion}/${kind}`) ?? !clusterScopedKinds.has(kind);
  }

  private get cluster(): Cluster {
    if (this.connection.cluster) return this.connection.cluster;
    throw new Error(`configured Kubernetes cluster is unreachable: ${this.connection.reason}`);
  }
}

type Operation = Pick<CreateRequest, "urn" | "timeoutSeconds">;

/** Owner of the object's fields: the program's choice, else the one in the state, else a new one. */
function managerFor(inputs: KubernetesObject, known?: string): string {
  return (
    annotationOf(inputs, annotations.patchFieldManager) || known || uniqueName("pulumi-kubernetes-", randomBytes(16))
  );
}

/** Says which operation failed. */
async function explain<T>(
  operation: "creation" | "update",
  urn: string,
  object: KubernetesObject,
  running: Promise<T>,
): Promise<T> {
  try {
    return await running;
  } catch (error) {
    if (error instanceof UnknownKindError) {
      const kind = `${textAt(object, "apiVersion")}/${textAt(object, "kind")}`;
      throw new Error(
        `${operation} of resource "${urn}" with kind ${kind} failed because the Kubernetes API server reported that the apiVersion for this resource does not exist. ` +
          `Verify that any required CRDs have been created: ${error.message}`,
      );
    }
    const failure =
      operation === "creation"
        ? `resource "${urn}" was not successfully created by the Kubernetes API server`
        : `update of resource "${urn}" failed`;
    throw new Error(`${failure}: ${messageOf(error)}`);
  }
}
