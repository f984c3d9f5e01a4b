import assert from "node:assert/strict";
import { itDoesWhatWasRecorded, startEngine, useHost } from "../components/replay";
import { readTraces, type Trace } from "../components/traces";

describe("the served stand-ins of awsx and eks", () => {
  const host = useHost();
  const traces = readTraces();
  for (const trace of traces) itDoesWhatWasRecorded(host, trace);

  it("says who it is", async () => {
    assert.equal(await host().version(), "4.3.0");
  });

  it("refuses an input that it would have to ignore, and says what to do", async () => {
    const engine = await startEngine(traceOf("cluster-protect"), true);
    try {
      await host().attach(engine);
      const component = { type: "eks:index:Cluster", name: "demo", inputs: { proxy: "http://proxy:3128" } };
      await assert.rejects(host().construct(engine, component), {
        message:
          "The twin's stand-in for eks:index:Cluster does not support the input 'proxy' ('demo'). The official plugin does, and the twin uses it once it is installed: pulumi plugin install resource eks",
      });
      assert.deepEqual(engine.registered, []);
    } finally {
      engine.stop();
    }
  });

  it("refuses another value than the one that the program sends", async () => {
    const trace = traceOf("cluster-protect");
    const engine = await startEngine(trace, true);
    try {
      await host().attach(engine);
      trace.otherResources?.forEach((resource) => engine.add(resource));
      const [cluster] = trace.components;
      assert.ok(cluster);
      const component = { ...cluster, inputs: { ...cluster.inputs, authenticationMode: "CONFIG_MAP" } };
      await assert.rejects(
        host().construct(engine, component),
        /does not support "CONFIG_MAP" as 'authenticationMode'/,
      );
      assert.deepEqual(engine.registered, []);
    } finally {
      engine.stop();
    }
  });

  it("refuses a component that the program does not use", async () => {
    const engine = await startEngine(traceOf("cluster-protect"), true);
    try {
      await host().attach(engine);
      const component = { type: "awsx:ecr:Repository", name: "images", inputs: {} };
      await assert.rejects(host().construct(engine, component), /pulumi plugin install resource awsx/);
    } finally {
      engine.stop();
    }
  });

  function traceOf(name: string): Trace {
    const found = traces.find((trace) => trace.case === name);
    assert.ok(found, `There is no recording of ${name}.`);
    return found;
  }
});
