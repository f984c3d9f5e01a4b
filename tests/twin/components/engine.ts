import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import * as engineGrpc from "@pulumi/pulumi/proto/engine_grpc_pb";
import * as enginePb from "@pulumi/pulumi/proto/engine_pb";
import * as providerPb from "@pulumi/pulumi/proto/provider_pb";
import * as resourceGrpc from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/resource_pb";
import { listenOnLoopback } from "../../../twin/provider/listen";
import { decodeProperties, encodeProperties, type Properties } from "../../../twin/provider/values";
import { simulatedOutputs } from "./simulatedOutputs";
import { type Invocation, type Key, keyOf, type RegisteredResource } from "./traces";
import { fromMarkers, keyOfUrn, keysOf, resourceReference, textOf, toMarkers } from "./wire";

const stackUrn = "urn:pulumi:dev::trace::pulumi:pulumi:Stack::trace-dev";

interface State {
  readonly urn: string;
  /** Empty in a preview, and missing for a component. */
  readonly id: string | undefined;
  readonly parentUrn: string;
  readonly providers: Readonly<Record<string, string>>;
  outputs: Properties;
}

export interface EngineOptions {
  readonly preview: boolean;
  /** Ids of resources that are to be created. */
  readonly ids: ReadonlyMap<Key, string>;
  readonly answer: (token: string, args: Properties) => Properties;
}

/** As much of the engine as a component provider meets: it registers resources, runs functions, and remembers what it was told. */
export class FakeEngine {
  readonly registered: RegisteredResource[] = [];
  readonly invocations: Invocation[] = [];
  readonly outputKeys = new Map<Key, readonly string[]>();
  readonly warnings: string[] = [];
  private readonly states = new Map<string, State>();
  private readonly server = new grpc.Server();
  private port = 0;

  constructor(private readonly options: EngineOptions) {
    this.server.addService(resourceGrpc.ResourceMonitorService, this.monitor());
    this.server.addService(engineGrpc.EngineService, {
      log: unary((request: enginePb.LogRequest) => {
        if (request.getSeverity() === enginePb.LogSeverity.WARNING) this.warnings.push(request.getMessage());
        return new Empty();
      }),
    });
  }

  get preview(): boolean {
    return this.options.preview;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    this.port = await listenOnLoopback(this.server);
  }

  stop(): void {
    this.server.forceShutdown();
  }

  /** Puts a resource of the program itself into the state. */
  add({ type, name, inputs }: RegisteredResource): void {
    this.create(type, name, "", inputs, {});
  }

  urnOf(key: Key): string {
    const found = [...this.states.keys()].find((urn) => keyOfUrn(urn) === key);
    return found ?? (key === "pulumi:pulumi:Stack::trace-dev" ? stackUrn : `urn:pulumi:dev::trace::${key}`);
  }

  referenceTo(key: Key): Properties {
    const urn = this.urnOf(key);
    const state = this.states.get(urn);
    if (!state) throw new Error(`No such resource: ${key}`);
    return resourceReference(urn, state.id);
  }

  /** `urn::id`, as providers are referred to. */
  providerReference(key: Key): string {
    return `${this.urnOf(key)}::${this.preview ? "04da6b54-80e4-46f7-96ec-b56ff0331ba9" : "id"}`;
  }

  /** The providers that a component gets: its own and those of its parents. */
  providersOf(urn: string): Readonly<Record<string, string>> {
    const state = this.states.get(urn);
    return state ? { ...this.providersOf(state.parentUrn), ...state.providers } : {};
  }

  private monitor(): grpc.UntypedServiceImplementation {
    return {
      supportsFeature: unary(() => new pb.SupportsFeatureResponse().setHassupport(true)),
      registerResource: unary((request: pb.RegisterResourceRequest) => this.register(request)),
      registerResourceOutputs: unary((request: pb.RegisterResourceOutputsRequest) => {
        const outputs = decodeProperties(request.getOutputs());
        const state = this.states.get(request.getUrn());
        if (state) state.outputs = outputs;
        this.outputKeys.set(keyOfUrn(request.getUrn()), Object.keys(outputs).sort());
        return new Empty();
      }),
      invoke: unary((request: pb.ResourceInvokeRequest) => this.invoke(request)),
    };
  }

  private register(request: pb.RegisterResourceRequest): pb.RegisterResourceResponse {
    const [type, name, parent] = [request.getType(), request.getName(), request.getParent()];
    const inputs = decodeProperties(request.getObject());
    const providers = Object.fromEntries(request.getProvidersMap().toObject(false));
    const isProvider = type.startsWith("pulumi:providers:");
    const { urn, id, outputs } = this.create(
      type,
      name,
      parent,
      toMarkers(inputs) as Properties,
      providers,
      inputs,
      request.getCustom(),
    );
    const dependencies = [...request.getPropertydependenciesMap().entries()].flatMap(([property, list]) => {
      const keys = keysOf(list.getUrnsList());
      return keys.length > 0 ? [[property, keys] as const] : [];
    });
    this.registered.push({
      type,
      name,
      ...(parent &&
        parent !== stackUrn && {
          parentType: keyOfUrn(parent).split("::")[0],
          parentName: keyOfUrn(parent).split("::")[1],
        }),
      ...(id && !isProvider && { id }),
      ...(request.getCustom() && !isProvider && { provider: this.providerOf(request, type) }),
      ...(Object.keys(providers).length > 0 && {
        providersPassed: Object.fromEntries(
          Object.entries(providers).map(([name, reference]) => [name, keyOfReference(reference)]),
        ),
      }),
      ...(request.getVersion() && { versionRequested: request.getVersion() }),
      ...(request.getDependenciesList().length > 0 && {
        dependencies: keysOf(request.getDependenciesList()),
      }),
      ...(dependencies.length > 0 && { propertyDependencies: Object.fromEntries(dependencies) }),
      ...(request.getIgnorechangesList().length > 0 && { ignoreChanges: request.getIgnorechangesList() }),
      ...(request.getProtect() && { protect: true }),
      ...(request.getRetainondelete() && { retainOnDelete: true }),
      inputs: toMarkers(inputs) as Properties,
    });
    return new pb.RegisterResourceResponse()
      .setUrn(urn)
      .setId(id ?? "")
      .setObject(encodeProperties(outputs));
  }

  private create(
    type: string,
    name: string,
    parentUrn: string,
    markedInputs: Properties,
    providers: Readonly<Record<string, string>>,
    inputs = fromMarkers(markedInputs, (key) => this.referenceTo(key)) as Properties,
    custom = true,
  ): State {
    const parentType = parentUrn && parentUrn !== stackUrn ? `${parentUrn.split("::")[2] ?? ""}$` : "";
    const urn = `urn:pulumi:dev::trace::${parentType}${type}::${name}`;
    const id = this.preview ? "" : (this.options.ids.get(keyOf({ type, name })) ?? `id-of-${name}`);
    const outputs = this.preview ? inputs : { ...inputs, ...simulatedOutputs(type, name, id, inputs) };
    const state = { urn, id: custom ? id : undefined, parentUrn, providers, outputs: custom ? outputs : {} };
    this.states.set(urn, state);
    return state;
  }

  private providerOf(request: pb.RegisterResourceRequest, type: string): Key {
    const [packageName = ""] = type.split(":");
    const reference = request.getProvider() || this.providersOf(request.getParent())[packageName];
    if (reference) return keyOfReference(reference);
    return `pulumi:providers:${packageName}::default_${request.getVersion().replaceAll(".", "_")}`;
  }

  private invoke(request: pb.ResourceInvokeRequest): providerPb.InvokeResponse {
    const args = decodeProperties(request.getArgs());
    const token = request.getTok();
    if (token === "pulumi:pulumi:getResource") {
      const urn = textOf(args.urn);
      const state = this.states.get(urn);
      if (!state) throw new Error(`No such resource: ${urn}`);
      return new providerPb.InvokeResponse().setReturn(
        encodeProperties({ urn, id: state.id ?? "", state: state.outputs }),
      );
    }
    const provider = request.getProvider() ? keyOfReference(request.getProvider()) : "";
    this.invocations.push({ token, args, provider, version: request.getVersion() });
    return new providerPb.InvokeResponse().setReturn(encodeProperties(this.options.answer(token, args)));
  }
}

function keyOfReference(reference: string): Key {
  return keyOfUrn(reference.slice(0, reference.lastIndexOf("::")));
}

function unary<Request, Response>(handle: (request: Request) => Response): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    try {
      callback(null, handle(call.request));
    } catch (error) {
      callback({ code: grpc.status.UNKNOWN, details: error instanceof Error ? error.message : String(error) });
    }
  };
}
