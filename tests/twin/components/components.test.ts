import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isObject, type Properties, type Value } from "../../../twin/provider/values";
import { FakeEngine } from "./engine";
import { ComponentHost, type Constructed } from "./host";
import { type Key, keyOf, readTraces, type RegisteredResource, type Trace } from "./traces";
import { textOf, unknownPaths } from "./wire";

interface Run {
  readonly engine: FakeEngine;
  readonly constructed: ReadonlyMap<Key, Constructed>;
}

describe("twin/components", () => {
  let host: ComponentHost;
  let bin: string;
  before(async () => {
    // The component only looks whether there is such a command.
    bin = mkdtempSync(join(tmpdir(), "components-"));
    writeFileSync(join(bin, "aws"), "", { mode: 0o755 });
    host = await ComponentHost.start({ PATH: bin });
  });
  after(() => {
    host.stop();
    rmSync(bin, { recursive: true });
  });

  const traces = readTraces();
  for (const trace of traces.filter(({ errors }) => !errors)) {
    it(`does what the official components do: ${trace.case}`, async () => {
      compareUpdate(trace, await run(host, trace, false));
      compareFirstPreview(trace, await run(host, trace, true));
    });
  }

  it("says who it is", async () => {
    assert.equal(await host.version(), "4.3.0");
  });

  it("builds several components at once without mixing them up", async () => {
    const [vpc, repository] = [traceOf("vpc-endpoints-auto"), traceOf("ecr-full")];
    const components = [...vpc.components, ...repository.components];
    const engine = await startEngine({ ...vpc, components, otherResources: repository.otherResources }, false);
    try {
      await host.attach(engine);
      repository.otherResources?.forEach((resource) => engine.add(resource));
      await Promise.all(components.map((component) => host.construct(engine, component)));
      const providers = (type: string) =>
        new Set(engine.registered.filter((resource) => resource.type.startsWith(type)).map(({ provider }) => provider));
      assert.deepEqual([...providers("aws:ec2")], ["pulumi:providers:aws::default_7_43_0"]);
      assert.deepEqual([...providers("aws:ecr")], ["pulumi:providers:aws::aws-usw2"]);
      assert.equal(engine.registered.length, components.length + vpc.children.length + repository.children.length);
    } finally {
      engine.stop();
    }
  });

  it("answers getKubeconfig with the role that is asked for", async () => {
    const trace = traceOf("cluster-api-no-addons");
    const engine = await startEngine(trace, false);
    try {
      await host.attach(engine);
      for (const component of trace.components) await host.construct(engine, component);
      const self = engine.referenceTo("eks:index:Cluster::demo");
      const { result } = await host.call(engine, "eks:index:Cluster/getKubeconfig", {
        __self__: self,
        roleArn: "arn:ops",
      });
      assert.match(textOf(result), /"get-token","--cluster-name","demo","--output","json","--role","arn:ops"\]/);
    } finally {
      engine.stop();
    }
  });

  it("refuses an input that it would have to ignore, and says what to do", async () => {
    const engine = await startEngine(traceOf("ecr-full"), true);
    try {
      await host.attach(engine);
      const component = { type: "eks:index:Cluster", name: "demo", inputs: { proxy: "http://proxy:3128" } };
      await assert.rejects(host.construct(engine, component), {
        message:
          "The twin's stand-in for eks:index:Cluster does not support the input 'proxy' ('demo'). Use the official plugin for it: --official eks.",
      });
      assert.deepEqual(engine.registered, []);
    } finally {
      engine.stop();
    }
  });

  // These come last: a component that fails leaves rejected promises behind, and the SDK's server fails whatever is under way with them.
  for (const trace of traces.filter(({ errors }) => errors)) {
    it(`refuses what the official components refuse: ${trace.case}`, async () => {
      await assert.rejects(run(host, trace, trace.failsInFirstPreview ?? false), ({ message }: Error) => {
        assert.ok(
          trace.errors?.some((expected) => message.includes(expected)),
          message,
        );
        return true;
      });
    });
  }

  function traceOf(name: string): Trace {
    const found = traces.find((trace) => trace.case === name);
    assert.ok(found, `There is no recording of ${name}.`);
    return found;
  }
});

async function startEngine(trace: Trace, preview: boolean): Promise<FakeEngine> {
  const resources = [...trace.components, ...(trace.otherResources ?? []), ...trace.children];
  const engine = new FakeEngine({
    preview,
    ids: new Map(resources.map((resource) => [keyOf(resource), resource.id ?? ""])),
    answer: (token, args) => answer(trace, token, args),
  });
  await engine.start();
  return engine;
}

async function run(host: ComponentHost, trace: Trace, preview: boolean): Promise<Run> {
  const engine = await startEngine(trace, preview);
  try {
    await host.attach(engine);
    trace.otherResources?.forEach((resource) => engine.add(resource));
    const constructed = new Map<Key, Constructed>();
    for (const component of trace.components) {
      constructed.set(keyOf(component), await host.construct(engine, component));
    }
    return { engine, constructed };
  } finally {
    engine.stop();
  }
}

function answer(trace: Trace, token: string, args: Properties): Properties {
  const same = (one: Properties) => stableJson(one) === stableJson(args);
  const found = trace.invokeAnswers.find((known) => known.token === token && same(known.args));
  if (!found) throw new Error(`The recording has no answer to ${token}(${JSON.stringify(args)}).`);
  return found.returned;
}

function compareUpdate(trace: Trace, { engine, constructed }: Run): void {
  const components = new Set(trace.components.map(keyOf));
  const children = engine.registered
    .filter((resource) => !components.has(keyOf(resource)))
    .map((resource) => ({ ...resource, stateOutputKeys: engine.outputKeys.get(keyOf(resource)) }));
  assert.deepEqual(byKey(children), byKey(trace.children));
  for (const component of trace.components) {
    const { outputs, dependencies } = constructed.get(keyOf(component)) ?? { outputs: {}, dependencies: {} };
    const expected = trace.outputs[component.name] ?? {};
    // Where there is no output of an input's name, the SDK answers with the input.
    const seen = Object.fromEntries(
      Object.keys(expected).map((key) => [key, outputs[key] ?? component.inputs[key] ?? { $undefined: true }]),
    );
    assert.deepEqual(seen, expected);
    assert.deepEqual(dependencies, trace.outputDependencies[keyOf(component)] ?? {});
    assert.deepEqual(engine.outputKeys.get(keyOf(component)), component.stateOutputKeys);
  }
  assert.deepEqual(sorted(engine.invocations), sorted(trace.invokes));
  assert.deepEqual(engine.warnings.sort(), [...(trace.warnings ?? [])].sort());
}

function compareFirstPreview(trace: Trace, { engine, constructed }: Run): void {
  const components = new Set(trace.components.map(keyOf));
  const unknowns = (
    resources: readonly { readonly type: string; readonly name: string; readonly paths: readonly string[] }[],
  ) => Object.fromEntries(resources.map((resource) => [keyOf(resource), [...resource.paths].sort()]));
  assert.deepEqual(
    unknowns(
      engine.registered
        .filter((resource) => !components.has(keyOf(resource)))
        .map((resource) => ({ ...resource, paths: unknownPaths(resource.inputs) })),
    ),
    unknowns(
      trace.children
        .filter((resource) => !resource.notRegisteredInFirstPreview)
        .map((resource) => ({ ...resource, paths: resource.unknownInputsInFirstPreview ?? [] })),
    ),
  );
  for (const component of trace.components) {
    const expected = trace.outputsInFirstPreview[component.name] ?? {};
    const { outputs } = constructed.get(keyOf(component)) ?? { outputs: {} };
    assert.deepEqual(asTheProgramSees(outputs, Object.keys(expected)), expected);
  }
  assert.deepEqual(sorted(engine.invocations), sorted(trace.invokesInFirstPreview ?? trace.invokes));
}

/** In a preview the SDK takes an output that is missing, or that has an unknown value anywhere, for unknown as a whole. */
function asTheProgramSees(outputs: Properties, keys: readonly string[]): Properties {
  const seen = (value: Value | undefined): Value =>
    value === undefined || unknownPaths(value).length > 0 ? { $unknown: true } : value;
  return Object.fromEntries(keys.map((key) => [key, seen(outputs[key])]));
}

/** What of each resource is the component's doing. */
function byKey(resources: readonly RegisteredResource[]): unknown {
  const notCompared = ["id", "unknownInputsInFirstPreview", "notRegisteredInFirstPreview"];
  const compared = resources.map((resource) => [
    keyOf(resource),
    Object.fromEntries(
      Object.entries(resource).filter(([key, value]) => value !== undefined && !notCompared.includes(key)),
    ),
  ]);
  return Object.fromEntries(compared);
}

function sorted(values: readonly object[]): string[] {
  return values.map(stableJson).sort();
}

function stableJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: Value) =>
    isObject(member) ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1))) : member,
  );
}
