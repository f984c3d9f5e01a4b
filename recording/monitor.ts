import * as pulumi from "@pulumi/pulumi";
import { InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import {
  RegisterPackageResponse,
  RegisterResourceResponse,
  SupportsFeatureResponse,
  type RegisterResourceOutputsRequest,
  type RegisterResourceRequest,
  type ResourceInvokeRequest,
  type SupportsFeatureRequest,
} from "@pulumi/pulumi/proto/resource_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { answerCall, answerResource, type Child, type Place } from "./answers";
import { recorded, type RecordedResource } from "./recordedResource";
import { readable, type Value } from "./values";

type Callback<Response> = (error: Error | null, response?: Response) => void;

interface State {
  readonly urn: string;
  readonly id: string;
  readonly state: Readonly<Record<string, unknown>>;
}

/**
 * The side of the engine that a program talks to. Instead of the SDK's own mock monitor, because that one reads the
 * inputs back into resources: a remote component among them is asked for again, after the program has ended.
 */
export class RecordingMonitor {
  readonly registrations: RecordedResource[] = [];
  /** What components and the stack passed to registerOutputs, by URN. */
  readonly outputs = new Map<string, Record<string, Value>>();
  private readonly states = new Map<string, State>();

  constructor(
    private readonly place: Place,
    private readonly preview: boolean,
  ) {}

  registerResource(request: RegisterResourceRequest, callback: Callback<RegisterResourceResponse>): void {
    answer(callback, () => {
      const resource = recorded(request, urnOf(request.getParent(), request.getType(), request.getName()));
      const { urn } = resource;
      const made = this.preview
        ? { id: "", state: {} }
        : answerResource(resource, this.place, (child) => this.addChild(child));
      const state = { ...request.getObject()?.toJavaScript(), ...made.state };
      this.states.set(urn, { urn, id: made.id, state });
      this.registrations.push(resource);

      const response = new RegisterResourceResponse();
      response.setUrn(urn);
      response.setId(made.id);
      response.setObject(struct(state));
      return response;
    });
  }

  registerResourceOutputs(request: RegisterResourceOutputsRequest, callback: Callback<object>): void {
    this.outputs.set(request.getUrn(), readable(request.getOutputs()?.toJavaScript() ?? {}));
    callback(null, {});
  }

  invoke(request: ResourceInvokeRequest, callback: Callback<InvokeResponse>): void {
    answer(callback, () => {
      const response = new InvokeResponse();
      response.setReturn(struct(this.call(request.getTok(), request.getArgs()?.toJavaScript() ?? {})));
      return response;
    });
  }

  /** Everything the engine can do, so that the program behaves as it will; outputs as inputs come as plain values. */
  supportsFeature(request: SupportsFeatureRequest, callback: Callback<SupportsFeatureResponse>): void {
    const response = new SupportsFeatureResponse();
    response.setHassupport(request.getId() !== "outputValues");
    callback(null, response);
  }

  registerPackage(_: unknown, callback: Callback<RegisterPackageResponse>): void {
    const response = new RegisterPackageResponse();
    response.setRef("package");
    callback(null, response);
  }

  private call(token: string, args: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    if (token !== "pulumi:pulumi:getResource") return answerCall(token, this.place, args);
    const state = this.states.get(String(args.urn));
    if (!state) throw new Error(`no such resource: ${String(args.urn)}`);
    return { ...state };
  }

  /** Lets a remote component answer with a reference to a child that the program can read. */
  private addChild({ parent, type, name, id, state }: Child): string {
    const urn = urnOf(parent, type, name);
    this.states.set(urn, { urn, id, state });
    return urn;
  }
}

function answer<Response>(callback: Callback<Response>, make: () => Response): void {
  try {
    callback(null, make());
  } catch (error) {
    // The SDK shows of an error what gRPC calls its details.
    callback(Object.assign(error as Error, { details: (error as Error).message }));
  }
}

/** The engine's rule: the stack is no part of the types on the way to a resource. */
function urnOf(parent: string, type: string, name: string): string {
  const parentType = parent.split("::")[2] ?? "";
  const qualifiedType = parentType === "" || parentType === "pulumi:pulumi:Stack" ? type : `${parentType}$${type}`;
  return `urn:pulumi:${pulumi.getStack()}::${pulumi.getProject()}::${qualifiedType}::${name}`;
}

const struct = (value: Readonly<Record<string, unknown>>): Struct =>
  Struct.fromJavaScript(value as Record<string, JavaScriptValue>);
