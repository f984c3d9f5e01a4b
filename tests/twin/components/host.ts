import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { decodeProperties, encodeProperties, type Properties } from "../../../twin/provider/values";
import type { FakeEngine } from "./engine";
import type { Key, RegisteredResource } from "./traces";
import { fromMarkers, keysOf, toMarkers } from "./wire";
import { loadTypeScript } from "../../../twin/loadTypeScript";

const unknown = { $unknown: true };

export interface Constructed {
  readonly outputs: Properties;
  readonly dependencies: Readonly<Record<string, readonly Key[]>>;
}

/** The served stand-ins, in a process of their own as in the twin. */
export class ComponentHost {
  private constructor(
    private readonly process: ChildProcess,
    private readonly client: ResourceProviderClient,
  ) {}

  static async start(): Promise<ComponentHost> {
    const main = join(__dirname, "../../../twin/components/main.ts");
    const child = spawn(process.execPath, [...loadTypeScript, main], { stdio: ["ignore", "pipe", "ignore"], env: {} });
    const port = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).once("line", resolve);
      child.once("exit", (code) => reject(new Error(`The component host ended with ${code}.`)));
    });
    return new ComponentHost(child, new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure()));
  }

  stop(): void {
    this.client.close();
    this.process.removeAllListeners("exit");
    this.process.kill();
  }

  version(): Promise<string> {
    return new Promise((resolve, reject) =>
      this.client.getPluginInfo(new Empty(), (error, info) => (error ? reject(error) : resolve(info.getVersion()))),
    );
  }

  attach(engine: FakeEngine): Promise<void> {
    return new Promise((resolve, reject) =>
      this.client.attach(new PluginAttach().setAddress(engine.address), (error) => (error ? reject(error) : resolve())),
    );
  }

  construct(engine: FakeEngine, component: RegisteredResource): Promise<Constructed> {
    const request = constructRequest(engine, component);
    return new Promise((resolve, reject) =>
      this.client.construct(request, (error, response) => {
        if (error) {
          reject(new Error(error.details));
          return;
        }
        const dependencies = [...response.getStatedependenciesMap().entries()];
        resolve({
          outputs: toMarkers(decodeProperties(response.getState())) as Properties,
          dependencies: Object.fromEntries(dependencies.map(([output, list]) => [output, keysOf(list.getUrnsList())])),
        });
      }),
    );
  }

  call(engine: FakeEngine, token: string, args: Properties): Promise<Properties> {
    const request = new pb.CallRequest()
      .setTok(token)
      .setProject("trace")
      .setStack("dev")
      .setDryrun(engine.preview)
      .setMonitorendpoint(engine.address)
      .setArgs(encodeProperties(args));
    return new Promise((resolve, reject) =>
      this.client.call(request, (error, response) =>
        error
          ? reject(new Error(error.details))
          : resolve(toMarkers(decodeProperties(response.getReturn())) as Properties),
      ),
    );
  }
}

/** What the engine makes of the program's `new eks.Cluster(...)`. */
function constructRequest(engine: FakeEngine, component: RegisteredResource): pb.ConstructRequest {
  const { type, name, parentType, parentName } = component;
  const parent = engine.urnOf(parentType ? `${parentType}::${parentName ?? ""}` : "pulumi:pulumi:Stack::trace-dev");
  const unknownNow = engine.preview ? (component.unknownInputsInFirstPreview ?? []) : [];
  const inputs = Object.fromEntries(
    Object.entries(component.inputs).map(([key, value]) => [
      key,
      fromMarkers(unknownNow.includes(key) ? unknown : value, (resource) => engine.referenceTo(resource)),
    ]),
  );
  const request = new pb.ConstructRequest()
    .setProject("trace")
    .setStack("dev")
    .setDryrun(engine.preview)
    .setParallel(16)
    .setMonitorendpoint(engine.address)
    .setAcceptsOutputValues(true)
    .setType(type)
    .setName(name)
    .setParent(parent)
    .setProtect(component.protect ?? false)
    .setDependenciesList((component.dependencies ?? []).map((key) => engine.urnOf(key)))
    .setInputs(encodeProperties(inputs));
  request.getConfigMap().set("aws:region", "us-west-2");
  for (const [key, value] of Object.entries(component.inputs)) {
    const resource = (value as Properties | undefined)?.$resource;
    const keys = component.propertyDependencies?.[key] ?? (typeof resource === "string" ? [resource] : []);
    const urns = keys.map((dependency) => engine.urnOf(dependency));
    request.getInputdependenciesMap().set(key, new pb.ConstructRequest.PropertyDependencies().setUrnsList(urns));
  }
  const own = Object.entries(component.providersPassed ?? {}).map(
    ([packageName, key]) => [packageName, engine.providerReference(key)] as const,
  );
  const providers = { ...engine.providersOf(parent), ...Object.fromEntries(own) };
  for (const [packageName, reference] of Object.entries(providers))
    request.getProvidersMap().set(packageName, reference);
  return request;
}
