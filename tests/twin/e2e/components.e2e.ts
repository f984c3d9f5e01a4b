import assert from "node:assert/strict";
import { itDoesWhatWasRecorded, run, startEngine, useHost } from "../components/replay";
import { readTraces, type Trace } from "../components/traces";
import { textOf } from "../components/wire";

describe("the served stand-ins of awsx and eks", () => {
  const host = useHost();
  const traces = readTraces();
  for (const trace of traces.filter(({ errors }) => !errors)) itDoesWhatWasRecorded(host, trace);

  it("says who it is", async () => {
    assert.equal(await host().version(), "4.3.0");
  });

  it("builds several components at once without mixing them up", async () => {
    const [vpc, repository] = [traceOf("vpc-endpoints-auto"), traceOf("ecr-full")];
    const components = [...vpc.components, ...repository.components];
    const engine = await startEngine({ ...vpc, components, otherResources: repository.otherResources }, false);
    try {
      await host().attach(engine);
      repository.otherResources?.forEach((resource) => engine.add(resource));
      await Promise.all(components.map((component) => host().construct(engine, component)));
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
      await host().attach(engine);
      for (const component of trace.components) await host().construct(engine, component);
      const self = engine.referenceTo("eks:index:Cluster::demo");
      const { result } = await host().call(engine, "eks:index:Cluster/getKubeconfig", {
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

  // These come last: a component that fails leaves rejected promises behind, and the SDK's server fails whatever is under way with them.
  for (const trace of traces.filter(({ errors }) => errors)) {
    it(`refuses what the official components refuse: ${trace.case}`, async () => {
      await assert.rejects(run(host(), trace, trace.failsInFirstPreview ?? false), ({ message }: Error) => {
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
