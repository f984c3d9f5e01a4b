import assert from "node:assert/strict";
import { isObject, type Properties, type Value } from "../../../twin/provider/values";
import { atLeastOne } from "../../helpers/atLeastOne";
import { FakeEngine } from "./engine";
import { ComponentHost, type Constructed } from "./host";
import { type Key, keyOf, type RegisteredResource, type Trace } from "./traces";
import { unknownPaths } from "./wire";

interface Run {
  readonly engine: FakeEngine;
  readonly constructed: ReadonlyMap<Key, Constructed>;
}

/** A host of the stand-ins for the tests of one `describe`. */
export function useHost(): () => ComponentHost {
  let host: ComponentHost;
  before(async () => {
    host = await ComponentHost.start();
  });
  after(() => host.stop());
  return () => host;
}

/** Declares a test that replays a recording of the official components: its update, and its first preview. */
export function itDoesWhatWasRecorded(host: () => ComponentHost, trace: Trace): void {
  it(`does what the official components do: ${trace.case}`, async () => {
    compareUpdate(trace, await run(host(), trace, false));
    compareFirstPreview(trace, await run(host(), trace, true));
  });
}

export async function startEngine(trace: Trace, preview: boolean): Promise<FakeEngine> {
  const resources = [...trace.components, ...(trace.otherResources ?? []), ...trace.children];
  const engine = new FakeEngine({
    preview,
    ids: new Map(resources.map((resource) => [keyOf(resource), resource.id ?? ""])),
    answer: (token, args) => answer(trace, token, args),
  });
  await engine.start();
  return engine;
}

/** Builds the components of a recording, as the program that was recorded does. */
export async function run(host: ComponentHost, trace: Trace, preview: boolean): Promise<Run> {
  const engine = await startEngine(trace, preview);
  try {
    await host.attach(engine);
    trace.otherResources?.forEach((resource) => engine.add(resource));
    const constructed = new Map<Key, Constructed>();
    for (const component of atLeastOne(trace.components)) {
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

/** An update registers what was recorded. */
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

/** The first preview knows what was recorded as known. */
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
