import * as grpc from "@grpc/grpc-js";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import * as engineGrpc from "@pulumi/pulumi/proto/engine_grpc_pb";
import * as enginePb from "@pulumi/pulumi/proto/engine_pb";
import * as pluginPb from "@pulumi/pulumi/proto/plugin_pb";
import * as providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import {
  type CheckRequest,
  type CheckResult,
  type DiffRequest,
  type DiffResult,
  type Host,
  InitializationError,
  type PropertyDiff,
  type ProviderPackage,
  type ResourceProvider,
} from "./resourceProvider";
import { listenOnLoopback } from "./listen";
import { decodeProperties, encodeProperties, topLevel } from "./values";

/** A provider that listens on a loopback port, to be attached to the engine with `PULUMI_DEBUG_PROVIDERS`. */
export interface ProviderServer {
  readonly port: number;
  stop(): void;
}

/** What one connection is about: a provider resource, in one operation of the engine. */
interface Session {
  readonly provider: ResourceProvider;
  /** Each operation has an engine of its own: the preview and the update of one `pulumi up`, too. */
  readonly engine: EngineLog;
  readonly cancellation: AbortController;
}

/**
 * Serves the package on a free port of the loopback interface.
 *
 * An attached provider is one process for all provider resources of its package and for all operations, and the calls don't say which of them they are for. But the engine
 * opens a connection for each: so the peer's address picks the {@link Session}. At the end of an operation the engine cancels its connections.
 */
export async function serveProvider(providerPackage: ProviderPackage): Promise<ProviderServer> {
  const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  const byConnection = new Map<string, Session>();

  const sessionOf = (peer: string): Session => {
    const known = byConnection.get(peer);
    if (known) return known;
    const engine = new EngineLog();
    const cancellation = new AbortController();
    const host: Host = {
      log: (severity, message, urn) => engine.log(severity, message, urn),
      cancelled: cancellation.signal,
    };
    const session = { provider: providerPackage.create(host), engine, cancellation };
    byConnection.set(peer, session);
    return session;
  };

  function unary<Request, Response>(
    handle: (provider: ResourceProvider, request: Request, session: Session) => Promise<Response> | Response,
  ): grpc.handleUnaryCall<Request, Response> {
    return (call, callback) => {
      const session = sessionOf(call.getPeer());
      Promise.resolve(handle(session.provider, call.request, session)).then(
        (response) => callback(null, response),
        (error: unknown) => callback(toServiceError(error)),
      );
    };
  }

  const implementation: grpc.UntypedServiceImplementation = {
    handshake: unary((_provider, request: pb.ProviderHandshakeRequest, { engine }) => {
      engine.connect(request.getEngineAddress());
      return new pb.ProviderHandshakeResponse();
    }),
    attach: unary((_provider, request: pluginPb.PluginAttach, { engine }) => {
      engine.connect(request.getAddress());
      return new Empty();
    }),
    getPluginInfo: unary(() => new pluginPb.PluginInfo().setVersion(providerPackage.version)),
    cancel: unary((_provider, _request, { cancellation }) => {
      cancellation.abort();
      return new Empty();
    }),
    configure: unary(async (provider, request: pb.ConfigureRequest) => {
      await provider.configure(decodeProperties(request.getArgs()));
      return new pb.ConfigureResponse().setSupportspreview(true);
    }),
    checkConfig: unary(async (provider, request: pb.CheckRequest) =>
      checkResponse(await provider.checkConfig(checkRequest(request))),
    ),
    diffConfig: unary(async (provider, request: pb.DiffRequest) =>
      diffResponse(await provider.diffConfig(diffRequest(request))),
    ),
    check: unary(async (provider, request: pb.CheckRequest) =>
      checkResponse(await provider.check(checkRequest(request))),
    ),
    diff: unary(async (provider, request: pb.DiffRequest) => diffResponse(await provider.diff(diffRequest(request)))),
    create: unary(async (provider, request: pb.CreateRequest) => {
      const created = await provider.create({
        ...identity(request),
        inputs: decodeProperties(request.getProperties()),
        preview: request.getPreview(),
        timeoutSeconds: request.getTimeout(),
      });
      return new pb.CreateResponse().setId(created.id).setProperties(encodeProperties(created.outputs));
    }),
    read: unary(async (provider, request: pb.ReadRequest) => {
      const found = await provider.read({
        ...identity(request),
        id: request.getId(),
        inputs: decodeProperties(request.getInputs()),
        outputs: decodeProperties(request.getProperties()),
      });
      const response = new pb.ReadResponse();
      if (!found) return response;
      return response
        .setId(found.id)
        .setInputs(encodeProperties(found.inputs))
        .setProperties(encodeProperties(found.outputs));
    }),
    update: unary(async (provider, request: pb.UpdateRequest) => {
      const outputs = await provider.update({
        ...identity(request),
        id: request.getId(),
        oldInputs: decodeProperties(request.getOldInputs()),
        oldOutputs: decodeProperties(request.getOlds()),
        news: decodeProperties(request.getNews()),
        preview: request.getPreview(),
        ignoreChanges: request.getIgnorechangesList(),
        timeoutSeconds: request.getTimeout(),
      });
      return new pb.UpdateResponse().setProperties(encodeProperties(outputs));
    }),
    delete: unary(async (provider, request: pb.DeleteRequest) => {
      await provider.delete({
        ...identity(request),
        id: request.getId(),
        inputs: decodeProperties(request.getOldInputs()),
        outputs: decodeProperties(request.getProperties()),
        timeoutSeconds: request.getTimeout(),
      });
      return new Empty();
    }),
    invoke: unary(async (provider, request: pb.InvokeRequest) => {
      const result = await provider.invoke(request.getTok(), decodeProperties(request.getArgs()));
      return new pb.InvokeResponse().setReturn(encodeProperties(result));
    }),
  };

  // Methods that are left out are answered with UNIMPLEMENTED, as the protocol expects.
  server.addService(providerGrpc.ResourceProviderService, implementation);
  const port = await listenOnLoopback(server);
  return { port, stop: () => server.forceShutdown() };
}

interface Identified {
  getUrn(): string;
  getType(): string;
  getName(): string;
}

function identity(request: Identified) {
  return { urn: request.getUrn(), type: request.getType(), name: request.getName() };
}

function checkRequest(request: pb.CheckRequest): CheckRequest {
  return {
    ...identity(request),
    olds: decodeProperties(request.getOlds()),
    news: decodeProperties(request.getNews()),
    randomSeed: request.getRandomseed_asU8(),
  };
}

function checkResponse(result: CheckResult): pb.CheckResponse {
  const failures = (result.failures ?? []).map(({ property, reason }) =>
    new pb.CheckFailure().setProperty(property).setReason(reason),
  );
  return new pb.CheckResponse().setInputs(encodeProperties(result.inputs)).setFailuresList(failures);
}

function diffRequest(request: pb.DiffRequest): DiffRequest {
  return {
    ...identity(request),
    id: request.getId(),
    oldInputs: decodeProperties(request.getOldInputs()),
    oldOutputs: decodeProperties(request.getOlds()),
    news: decodeProperties(request.getNews()),
    ignoreChanges: request.getIgnorechangesList(),
  };
}

function diffResponse(result: DiffResult): pb.DiffResponse {
  const changes = Object.entries(result.changes);
  const response = new pb.DiffResponse()
    .setChanges(changes.length > 0 ? pb.DiffResponse.DiffChanges.DIFF_SOME : pb.DiffResponse.DiffChanges.DIFF_NONE)
    .setHasdetaileddiff(true)
    .setDeletebeforereplace(result.deleteBeforeReplace ?? false)
    .setDiffsList([...new Set(changes.map(([path]) => topLevel(path)))])
    .setReplacesList([...new Set(changes.filter(([, diff]) => diff.replace).map(([path]) => topLevel(path)))]);
  for (const [path, diff] of changes) {
    response.getDetaileddiffMap().set(path, new pb.PropertyDiff().setKind(kindOf(diff)).setInputdiff(true));
  }
  return response;
}

function kindOf({ kind, replace }: PropertyDiff): pb.PropertyDiff.Kind {
  const { Kind } = pb.PropertyDiff;
  const kinds = {
    add: replace ? Kind.ADD_REPLACE : Kind.ADD,
    delete: replace ? Kind.DELETE_REPLACE : Kind.DELETE,
    update: replace ? Kind.UPDATE_REPLACE : Kind.UPDATE,
  };
  return kinds[kind];
}

function toServiceError(error: unknown): Partial<grpc.ServiceError> {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof InitializationError)) return { code: grpc.status.UNKNOWN, details: message };

  const failed = new pb.ErrorResourceInitFailed()
    .setId(error.id)
    .setInputs(encodeProperties(error.inputs))
    .setProperties(encodeProperties(error.outputs))
    .setReasonsList([...error.reasons]);
  const detail = new Any();
  detail.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new Status();
  status.setCode(grpc.status.UNKNOWN);
  status.setMessage(message);
  status.addDetails(detail);
  // gRPC for Node has no notion of error details; this trailer is how gRPC for Go reads them.
  const metadata = new grpc.Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return { code: grpc.status.UNKNOWN, details: message, metadata };
}

/** The engine's log, once the engine has said where it listens. */
class EngineLog {
  private client: engineGrpc.EngineClient | undefined;

  connect(address: string): void {
    this.client ??= new engineGrpc.EngineClient(address, grpc.credentials.createInsecure());
  }

  log(severity: Parameters<Host["log"]>[0], message: string, urn = ""): void {
    const { LogSeverity } = enginePb;
    const severities = {
      debug: LogSeverity.DEBUG,
      info: LogSeverity.INFO,
      status: LogSeverity.INFO,
      warning: LogSeverity.WARNING,
      error: LogSeverity.ERROR,
    };
    const request = new enginePb.LogRequest()
      .setSeverity(severities[severity])
      .setMessage(message)
      .setUrn(urn)
      .setEphemeral(severity === "status");
    // A message that can't be delivered must not fail the resource it is about: the engine may be shutting down.
    this.client?.log(request, () => undefined);
  }
}
