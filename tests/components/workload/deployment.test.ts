import assert from "node:assert/strict";
import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { Deployment, type DeploymentArgs } from "../../../components/workload/deployment";
import { ConfigMap } from "../../../components/workload/configMap";
import { scratch } from "../../../components/workload/model/sources";
import { recordComponent } from "../../helpers/component";
import type { Recording } from "../../helpers/recording";
import { container, deployment } from "./shop";

const record = (changes: Partial<DeploymentArgs> = {}) =>
  recordComponent((opts) => new Deployment("shop", { namespace: "shop", ...deployment, ...changes }, opts));

const specOf = (recording: Recording) =>
  (recording.get("kubernetes:apps/v1:Deployment").inputs as unknown as types.output.apps.v1.Deployment).spec;

describe("a Deployment", () => {
  let recording: Recording;

  before(async () => {
    recording = await record();
  });

  const pod = () => specOf(recording).template.spec;
  const only = () => {
    const [first, ...others] = pod().containers;
    assert.ok(first);
    assert.deepEqual(others, []);
    return first;
  };

  it("meets the restricted Pod Security standard", () => {
    assert.equal(pod().securityContext.runAsNonRoot, true);
    assert.equal(pod().securityContext.seccompProfile.type, "RuntimeDefault");
    assert.deepEqual(only().securityContext, {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
  });

  it("has a service account without a token", () => {
    const account = recording.get("kubernetes:core/v1:ServiceAccount").inputs;
    assert.equal(account.automountServiceAccountToken, false);
    assert.equal(pod().automountServiceAccountToken, false);
  });

  it("sets memory and CPU aside, and limits memory alone", () => {
    assert.deepEqual(only().resources, {
      requests: { cpu: "100m", memory: "128Mi" },
      limits: { memory: "128Mi" },
    });
  });

  it("is asked how it is before and while it serves", () => {
    for (const probe of [only().startupProbe, only().readinessProbe, only().livenessProbe]) {
      assert.deepEqual(probe.httpGet, { path: "/healthz", port: "http" });
    }
  });

  it("spreads over zones and nodes, a new version apart from the old one", () => {
    assert.deepEqual(
      pod().topologySpreadConstraints.map(({ topologyKey, matchLabelKeys }) => [topologyKey, matchLabelKeys]),
      [
        ["topology.kubernetes.io/zone", ["pod-template-hash"]],
        ["kubernetes.io/hostname", ["pod-template-hash"]],
      ],
    );
  });

  it("loses no replica to a roll-out, and one at most to a drain, which pods that are not ready never stop", () => {
    assert.deepEqual(specOf(recording).strategy.rollingUpdate, { maxUnavailable: 0, maxSurge: 1 });
    const budget = recording.get("kubernetes:policy/v1:PodDisruptionBudget").inputs;
    assert.deepEqual(budget.spec, {
      maxUnavailable: 1,
      unhealthyPodEvictionPolicy: "AlwaysAllow",
      selector: { matchLabels: { "app.kubernetes.io/name": "shop" } },
    });
  });

  it("is reached by its Service at port 80, once pods are there to answer", () => {
    const service = recording.get("kubernetes:core/v1:Service");
    assert.deepEqual(service.inputs.spec, {
      selector: { "app.kubernetes.io/name": "shop" },
      ports: [{ name: "http", port: 80, targetPort: "http", protocol: "TCP" }],
    });
    recording.happensBefore("apps/v1:Deployment::shop", service);
  });

  it("has an autoscaler in place of a count", async () => {
    const scaled = await record({ scale: { min: 2, max: 9, cpu: 70 } });
    assert.equal(specOf(scaled).replicas, undefined, "each up would set the count again");
    const { spec } = scaled.get("kubernetes:autoscaling/v2:HorizontalPodAutoscaler")
      .inputs as unknown as types.output.autoscaling.v2.HorizontalPodAutoscaler;
    assert.deepEqual([spec.minReplicas, spec.maxReplicas, spec.scaleTargetRef.name], [2, 9, "shop"]);
    assert.deepEqual(
      spec.metrics.map(({ resource }) => [resource.name, resource.target.averageUtilization]),
      [["cpu", 70]],
    );
  });

  it("reads a ConfigMap that never changes under it: another text is another ConfigMap", async () => {
    const reading = await recordComponent((opts) => {
      const settings = new ConfigMap(
        "settings",
        { namespace: "shop", data: { "shop.conf": "EUR", LOG: "info" } },
        opts,
      );
      const files = { "/etc/shop": settings.object, "/tmp": scratch("64Mi") };
      const env = { LOG: settings.object.key("LOG") };
      new Deployment(
        "shop",
        { namespace: "shop", ...deployment, containers: { shop: { ...container, env, files } } },
        opts,
      );
    });
    const { inputs } = reading.get("kubernetes:core/v1:ConfigMap");
    assert.equal(inputs.immutable, true);
    assert.ok(!("name" in (inputs.metadata as object)), "a fixed name would leave pods without it during a change");
    const { containers, volumes } = specOf(reading).template.spec;
    const name = "settings-1a2b3c4d"; // the generated name
    assert.deepEqual(containers[0]?.env, [{ name: "LOG", valueFrom: { configMapKeyRef: { name, key: "LOG" } } }]);
    assert.deepEqual(containers[0].volumeMounts, [
      { name: "etc-shop", mountPath: "/etc/shop", readOnly: true },
      { name: "tmp", mountPath: "/tmp" },
    ]);
    assert.deepEqual(volumes[0], { name: "etc-shop", configMap: { name } });
  });

  it("can be changed in what the model lacks", async () => {
    const paused = await record({
      transform: {
        deployment: (args) => ({
          ...args,
          spec: pulumi.output(args.spec).apply((spec) => ({ ...spec, paused: true })),
        }),
      },
    });
    assert.equal(specOf(paused).paused, true);
  });

  it("is refused with every option that is wrong, before anything of it is made", async () => {
    const wrong = { ...container, requests: { cpu: "1", memory: "1Gi" }, limits: { memory: "512Mi" } };
    await assert.rejects(
      record({ containers: { shop: wrong }, maxUnavailable: 0 }),
      (error: Error) =>
        error.message.includes("shop.containers.shop.requests.memory must not be more than limits.memory (512Mi)") &&
        error.message.includes("shop.maxUnavailable must let one pod go"),
    );
  });
});
