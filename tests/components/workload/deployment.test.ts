import assert from "node:assert/strict";
import type { types } from "@pulumi/kubernetes";
import { DeploymentWorkload, type DeploymentWorkloadArgs } from "../../../components/workload/deployment";
import { recordComponent } from "../../helpers/component";
import type { Recording } from "../../helpers/recording";

const args: DeploymentWorkloadArgs = {
  namespace: "shop",
  image: "registry.example.com/shop:1.4.2",
  replicas: 3,
  containerPort: 8080,
  healthPath: "/healthz",
  requests: { cpu: "100m", memory: "128Mi" },
  environment: { LOG_LEVEL: "info" },
  files: { directory: "/etc/shop", contents: { "shop.conf": "currency = EUR" } },
  scratchDirectories: ["/tmp"],
};

const workload = (changes: Partial<DeploymentWorkloadArgs> = {}) =>
  recordComponent((opts) => new DeploymentWorkload("shop", { ...args, ...changes }, opts));

describe("DeploymentWorkload", () => {
  let recording: Recording;
  let pod: types.output.core.v1.PodSpec;
  let container: types.output.core.v1.Container;

  before(async () => {
    recording = await workload();
    const { spec } = recording.get("kubernetes:apps/v1:Deployment")
      .inputs as unknown as types.output.apps.v1.Deployment;
    pod = spec.template.spec;
    const [only, ...others] = pod.containers;
    assert.ok(only);
    assert.deepEqual(others, []);
    container = only;
  });

  it("has a namespace of its own that admits restricted pods only", () => {
    const { metadata } = recording.get("kubernetes:core/v1:Namespace")
      .inputs as unknown as types.output.core.v1.Namespace;
    assert.equal(metadata.name, "shop");
    assert.equal(metadata.labels["pod-security.kubernetes.io/enforce"], "restricted");
  });

  it("meets the restricted Pod Security standard", () => {
    assert.equal(pod.securityContext.runAsNonRoot, true);
    assert.equal(pod.securityContext.seccompProfile.type, "RuntimeDefault");
    assert.deepEqual(container.securityContext, {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
  });

  it("has a service account without a token", () => {
    const account = recording.get("kubernetes:core/v1:ServiceAccount").inputs;
    assert.equal(account.automountServiceAccountToken, false);
    assert.equal(pod.automountServiceAccountToken, false);
  });

  it("sets memory and CPU aside, and limits memory alone", () => {
    assert.deepEqual(container.resources, {
      requests: { cpu: "100m", memory: "128Mi" },
      limits: { memory: "128Mi" },
    });
  });

  it("is asked how it is before and while it serves", () => {
    for (const probe of [container.startupProbe, container.readinessProbe, container.livenessProbe]) {
      assert.deepEqual(probe.httpGet, { path: "/healthz", port: "http" });
    }
  });

  it("reads its settings and files from one ConfigMap that never changes under it", () => {
    const { inputs } = recording.get("kubernetes:core/v1:ConfigMap");
    assert.equal(inputs.immutable, true);
    assert.deepEqual(inputs.data, { LOG_LEVEL: "info", "shop.conf": "currency = EUR" });
    assert.ok(!("name" in (inputs.metadata as object)), "a fixed name would leave pods without it during a change");
    const configMap = "shop-1a2b3c4d"; // the generated name
    assert.deepEqual(container.env, [
      { name: "LOG_LEVEL", valueFrom: { configMapKeyRef: { name: configMap, key: "LOG_LEVEL" } } },
    ]);
    assert.deepEqual(pod.volumes[0]?.configMap, { name: configMap, items: [{ key: "shop.conf", path: "shop.conf" }] });
  });

  it("mounts what it was given, and nothing else", async () => {
    assert.deepEqual(
      container.volumeMounts.map(({ mountPath }) => mountPath),
      ["/etc/shop", "/tmp"],
    );
    const bare = await workload({ files: undefined, scratchDirectories: undefined, environment: undefined });
    const { spec } = bare.get("kubernetes:apps/v1:Deployment").inputs as unknown as types.output.apps.v1.Deployment;
    assert.deepEqual(spec.template.spec.volumes, []);
  });

  it("spreads over zones and nodes, a new version apart from the old one", () => {
    assert.deepEqual(
      pod.topologySpreadConstraints.map(({ topologyKey, matchLabelKeys }) => [topologyKey, matchLabelKeys]),
      [
        ["topology.kubernetes.io/zone", ["pod-template-hash"]],
        ["kubernetes.io/hostname", ["pod-template-hash"]],
      ],
    );
  });

  it("loses no replica to a roll-out, and one at most to a drain", () => {
    const { spec } = recording.get("kubernetes:apps/v1:Deployment")
      .inputs as unknown as types.output.apps.v1.Deployment;
    assert.deepEqual(spec.strategy.rollingUpdate, { maxUnavailable: 0, maxSurge: 1 });
    const budget = recording.get("kubernetes:policy/v1:PodDisruptionBudget").inputs;
    assert.deepEqual(budget.spec, {
      maxUnavailable: 1,
      selector: { matchLabels: { "app.kubernetes.io/name": "shop" } },
    });
  });

  it("is reached by its Service at port 80, once pods are there to answer", () => {
    const service = recording.get("kubernetes:core/v1:Service");
    assert.deepEqual(service.inputs.spec, {
      selector: { "app.kubernetes.io/name": "shop" },
      ports: [{ name: "http", port: 80, targetPort: "http", protocol: "TCP" }],
    });
    recording.happensBefore("Deployment::shop", service);
  });
});
