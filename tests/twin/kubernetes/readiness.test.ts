import assert from "node:assert/strict";
import { awaiterFor, awaiterForRead } from "../../../twin/kubernetes/await";
import { nothingRelated, type Readiness, type Related } from "../../../twin/kubernetes/await/readiness";
import type { Properties } from "../../../twin/provider/values";

function readiness(object: Properties, related: Partial<Related> = {}): Readiness {
  const awaiter = awaiterFor(object);
  assert.ok(awaiter, "nothing to wait for");
  return awaiter.readiness(object, { ...nothingRelated, ...related });
}

const condition = (type: string, status: string, reason = "", message = "") => ({ type, status, reason, message });
const ownedBy = (uid: string) => [{ uid }];

function deployment(
  status: Properties,
  { revision = "1", generation = 2, replicas = 2, volumes = [] as Properties[] } = {},
) {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", uid: "d", generation, annotations: { "deployment.kubernetes.io/revision": revision } },
    spec: { replicas, template: { spec: { volumes } } },
    status: { observedGeneration: generation, ...status },
  };
}

const available = { updatedReplicas: 2, readyReplicas: 2, conditions: [condition("Available", "True")] };

function pod(status: Properties, owner = "rs"): Properties {
  const metadata = { name: "web-1", namespace: "shop", ownerReferences: ownedBy(owner) };
  return { apiVersion: "v1", kind: "Pod", metadata, status };
}

const replicaSets = [
  { metadata: { uid: "rs", ownerReferences: ownedBy("d"), annotations: { "deployment.kubernetes.io/revision": "1" } } },
  {
    metadata: { uid: "old", ownerReferences: ownedBy("d"), annotations: { "deployment.kubernetes.io/revision": "0" } },
  },
];

describe("readiness of a Deployment", () => {
  it("is there when it is available with all replicas of the newest revision", () => {
    assert.deepEqual(readiness(deployment(available)), { ready: true, reasons: [] });
    assert.equal(readiness(deployment({ conditions: [condition("Available", "True")] }, { replicas: 0 })).ready, true);
  });

  it("waits for its controller to see the change", () => {
    assert.match(
      readiness(deployment({ ...available, observedGeneration: 1 })).reasons[0] ?? "",
      /has not seen the change/,
    );
  });

  it("waits for the last replica", () => {
    const { ready, progress } = readiness(deployment({ ...available, readyReplicas: 1 }));
    assert.equal(ready, false);
    assert.equal(progress, "Waiting for app ReplicaSet to be available (1/2 Pods available)");
  });

  it("waits for a later revision until it has replaced the former one", () => {
    const progressing = (reason: string) => [condition("Available", "True"), condition("Progressing", "True", reason)];
    const rolling = deployment({ ...available, conditions: progressing("ReplicaSetUpdated") }, { revision: "2" });
    assert.match(readiness(rolling).reasons[0] ?? "", /roll forward to new ReplicaSet/);
    const rolled = deployment({ ...available, conditions: progressing("NewReplicaSetAvailable") }, { revision: "2" });
    assert.equal(readiness(rolled).ready, true);
  });

  it("tells in the scheduler's words why pods of this revision are not scheduled, each reason once", () => {
    const message = "0/2 nodes are available: 2 Insufficient memory.";
    const unscheduled = (owner: string) =>
      pod({ conditions: [condition("PodScheduled", "False", "Unschedulable", message)] }, owner);
    const { reasons } = readiness(
      deployment({ conditions: [condition("Available", "False", "MinimumReplicasUnavailable", "no")] }),
      {
        replicaSets,
        pods: [
          unscheduled("rs"),
          unscheduled("rs"),
          { ...unscheduled("old"), status: { conditions: [condition("Ready", "False", "", "old pod")] } },
        ],
      },
    );
    assert.deepEqual(reasons, [
      "[MinimumReplicasUnavailable] no",
      "Minimum number of live Pods was not attained",
      `[Pod shop/web-1]: ${message}`,
    ]);
  });

  it("tells why a container does not run", () => {
    const statuses = [
      {
        name: "web",
        ready: false,
        state: { waiting: { reason: "ImagePullBackOff", message: 'Back-off pulling image "a"' } },
      },
      { name: "side", ready: false, state: { terminated: { reason: "Error", exitCode: 3 } } },
      { name: "new", ready: false, state: { waiting: { reason: "ContainerCreating" } } },
    ];
    const { reasons } = readiness(deployment({}), { replicaSets, pods: [pod({ containerStatuses: statuses })] });
    assert.ok(reasons.includes('[Pod shop/web-1]: [ImagePullBackOff] Back-off pulling image "a"'), reasons.join("\n"));
    assert.ok(reasons.includes('[Pod shop/web-1]: container "side" completed with exit code 3'));
    assert.ok(!reasons.join().includes("ContainerCreating"));
  });

  it("tells that a quota keeps pods from being made", () => {
    const failure = condition("ReplicaFailure", "True", "FailedCreate", "pods is forbidden: exceeded quota: q");
    assert.equal(
      readiness(deployment({ conditions: [failure] })).reasons[0],
      "[FailedCreate] pods is forbidden: exceeded quota: q",
    );
  });

  it("waits for the volumes that its pods mount", () => {
    const volumes = [{ name: "data", persistentVolumeClaim: { claimName: "data" } }];
    const claim = (phase: string, name = "data") => ({ metadata: { name }, status: { phase } });
    const object = deployment(available, { volumes });
    const claims = [claim("Pending"), claim("Pending", "another")];
    assert.equal(readiness(object, { claims }).reasons[0], 'Failed to bind PersistentVolumeClaim(s): "data"');
    assert.equal(readiness(object, { claims: [claim("Bound")] }).ready, true);
  });
});

describe("readiness of other controllers", () => {
  const generation = 1;

  it("of a StatefulSet needs every replica, of the newest revision", () => {
    const set = (status: Properties, updateStrategy: Properties = {}) => ({
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      metadata: { name: "db", generation },
      spec: { replicas: 3, updateStrategy },
      status: { observedGeneration: 1, currentRevision: "a", updateRevision: "a", ...status },
    });
    assert.equal(readiness(set({ readyReplicas: 3 })).ready, true);
    assert.equal(readiness(set({ readyReplicas: 2 })).reasons[0], "2 out of 3 replicas succeeded readiness checks");
    const rolling = { readyReplicas: 3, updateRevision: "b", updatedReplicas: 1 };
    assert.match(readiness(set(rolling)).reasons[0] ?? "", /failed to advance from revision "a" to revision "b"/);
    assert.equal(readiness(set(rolling, { rollingUpdate: { partition: 2 } })).ready, true);
    assert.equal(readiness(set(rolling, { type: "OnDelete" })).ready, true);
  });

  it("of a DaemonSet needs a pod on every node; on no node, none", () => {
    const set = (status: Properties) => ({
      apiVersion: "apps/v1",
      kind: "DaemonSet",
      metadata: { generation },
      status,
    });
    const all = {
      observedGeneration: 1,
      desiredNumberScheduled: 2,
      currentNumberScheduled: 2,
      updatedNumberScheduled: 2,
      numberAvailable: 2,
      numberReady: 2,
    };
    assert.equal(readiness(set(all)).ready, true);
    assert.equal(readiness(set({ ...all, numberAvailable: 1 })).progress, "Available: 1/2");
    assert.equal(readiness(set({ observedGeneration: 1, desiredNumberScheduled: 0 })).ready, true);
    assert.equal(readiness(set({})).ready, false);
  });

  it("of a Job ends with it, also when it failed", () => {
    const job = (status: Properties) => ({
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name: "migrate" },
      status,
    });
    assert.equal(readiness(job({ conditions: [condition("Complete", "True")] })).ready, true);
    assert.equal(readiness(job({})).progress, 'Waiting for Job "migrate" to start');
    const failed = readiness(job({ conditions: [condition("Failed", "True", "BackoffLimitExceeded", "too often")] }));
    assert.equal(failed.failed, true);
    assert.equal(failed.reasons[0], "[BackoffLimitExceeded] too often");
    const events = [{ reason: "FailedCreate", message: "exceeded quota" }];
    assert.ok(readiness(job({ startTime: "now" }), { events }).reasons.includes("[FailedCreate] exceeded quota"));
  });

  it("of a Pod goes from scheduled to ready; a succeeded one is done", () => {
    const conditions = [condition("PodScheduled", "True"), condition("Initialized", "True")];
    assert.match(readiness(pod({ conditions })).progress ?? "", /"shop\/web-1" to be ready/);
    assert.equal(readiness(pod({ conditions: [...conditions, condition("Ready", "True")] })).ready, true);
    assert.equal(readiness(pod({ phase: "Succeeded" })).ready, true);
  });
});

describe("readiness of a Service", () => {
  const service = (spec: Properties, status: Properties = {}) => ({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web" },
    spec,
    status,
  });
  const selector = { app: "web" };
  const slice = (...ready: boolean[]) => ({
    metadata: { labels: { "kubernetes.io/service-name": "web" } },
    endpoints: ready.map((isReady) => ({ conditions: { ready: isReady } })),
  });

  it("needs pods that are ready", () => {
    assert.equal(readiness(service({ selector }), { endpointSlices: [slice(true, true)] }).ready, true);
    assert.equal(readiness(service({ selector }), { endpointSlices: [slice(true, false)] }).ready, false);
    assert.match(readiness(service({ selector })).reasons[0] ?? "", /does not target any Pods/);
  });

  it("takes it after a while that there are none, as the official provider does", () => {
    assert.equal(readiness(service({ selector }), { quietSeconds: 9 }).ready, false);
    assert.equal(readiness(service({ selector }), { quietSeconds: 10 }).ready, true);
  });

  it("does not wait for pods without a selector, when it is headless or an external name", () => {
    for (const spec of [{}, { selector, clusterIP: "None" }, { selector, type: "ExternalName" }]) {
      assert.equal(readiness(service(spec)).ready, true);
    }
  });

  it("needs an address as a load balancer", () => {
    const balanced = { type: "LoadBalancer", selector };
    const endpointSlices = [slice(true)];
    assert.match(readiness(service(balanced), { endpointSlices }).reasons[0] ?? "", /was not allocated an IP address/);
    const status = { loadBalancer: { ingress: [{ hostname: "a" }] } };
    assert.equal(readiness(service(balanced, status), { endpointSlices }).ready, true);
  });

  it("is what an Ingress names in its rules", () => {
    const paths = [{ path: "/", backend: { service: { name: "web" } } }];
    const ingress = (status: Properties) => ({
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: { name: "a" },
      spec: { rules: [{ http: { paths } }] },
      status,
    });
    const services = [service({})];
    const addressed = { loadBalancer: { ingress: [{ hostname: "a" }] } };
    assert.equal(readiness(ingress(addressed), { services }).ready, true);
    assert.match(readiness(ingress(addressed)).reasons[0] ?? "", /no Service web/);
    assert.match(readiness(ingress({}), { services }).reasons[0] ?? "", /was not updated with a hostname/);
  });
});

describe("readiness of volumes, definitions and namespaces", () => {
  it("of a claim is to be bound, or to wait for its first pod", () => {
    const claim = (phase: string) => ({
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      spec: { storageClassName: "gp3" },
      status: { phase },
    });
    const classes = (volumeBindingMode: string) => [{ metadata: { name: "gp3" }, volumeBindingMode }];
    assert.equal(readiness(claim("Bound")).ready, true);
    assert.equal(readiness(claim("Pending"), { storageClasses: classes("WaitForFirstConsumer") }).ready, true);
    assert.equal(readiness(claim("Pending"), { storageClasses: classes("Immediate") }).ready, false);
    assert.equal(readiness(claim("Pending")).reasons[0], 'there is no StorageClass "gp3"');
  });

  it("of a definition is to be established", () => {
    const definition = (...conditions: Properties[]) => ({
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      status: { conditions },
    });
    assert.equal(readiness(definition(condition("Established", "True"))).ready, true);
    assert.equal(readiness(definition()).ready, false);
    assert.equal(readiness(definition(condition("NamesAccepted", "False", "PluralConflict", "taken"))).failed, true);
  });

  it("of a namespace is to be active", () => {
    const namespace = (phase: string) => ({ apiVersion: "v1", kind: "Namespace", status: { phase } });
    assert.equal(readiness(namespace("Active")).ready, true);
    assert.equal(readiness(namespace("Terminating")).ready, false);
  });
});

describe("what is waited for", () => {
  const annotated = (annotations: Properties, kind = "Deployment") => ({
    apiVersion: "apps/v1",
    kind,
    metadata: { annotations },
  });

  it("is nothing for kinds without readiness, and with skipAwait", () => {
    assert.equal(awaiterFor({ apiVersion: "policy/v1", kind: "PodDisruptionBudget" }), undefined);
    assert.equal(awaiterFor({ apiVersion: "example.com/v1", kind: "Deployment" }), undefined);
    assert.equal(awaiterFor(annotated({ "pulumi.com/skipAwait": "true" })), undefined);
    assert.equal(awaiterForRead({ apiVersion: "v1", kind: "Namespace" }), undefined);
  });

  it("is what the program says, in place of the kind's own readiness", () => {
    const object = (waitFor: string, status: Properties) => ({
      ...annotated({ "pulumi.com/waitFor": waitFor }, "Gadget"),
      status,
    });
    const status = { phase: "Running", conditions: [condition("Ready", "True"), condition("Stalled", "False")] };
    for (const waitFor of [
      "condition=Ready",
      "condition=Stalled=False",
      "jsonpath={.status.phase}",
      "jsonpath={.status.phase}=Running",
      '["condition=Ready","jsonpath={.status.phase}"]',
    ]) {
      assert.equal(readiness(object(waitFor, status)).ready, true, waitFor);
      assert.equal(readiness(object(waitFor, {})).ready, false, waitFor);
    }
    assert.throws(() => awaiterFor(object("Ready", {})), /expected a "jsonpath=" or "condition=" prefix/);
    assert.throws(() => awaiterFor(object("jsonpath={.a[?(@.b)]}", {})), /JSONPath not supported/);
  });
});
