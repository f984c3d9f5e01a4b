import assert from "node:assert/strict";
import { waitUntilReady } from "../../../twin/kubernetes/await/wait";
import { deployment } from "../../../twin/kubernetes/await/deployment";
import { Cluster } from "../../../twin/kubernetes/cluster";
import type { ApiRequest, ApiResponse } from "../../../twin/kubernetes/httpClient";
import type { Properties } from "../../../twin/provider/values";

const WORDS = "0/2 nodes are available: 2 node(s) had untolerated taint(s). no new claims to deallocate";

const revision = { "deployment.kubernetes.io/revision": "1" };

const web: Properties = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", namespace: "shop", uid: "d", generation: 1, annotations: revision },
  spec: { replicas: 1 },
  status: {
    observedGeneration: 1,
    conditions: [{ type: "Available", status: "False", reason: "MinimumReplicasUnavailable", message: "Not enough." }],
  },
};

const replicaSet: Properties = { metadata: { uid: "rs", ownerReferences: [{ uid: "d" }], annotations: revision } };

const pod = (reason: string): Properties => ({
  metadata: { name: "web-1", namespace: "shop", ownerReferences: [{ uid: "rs" }] },
  status: { conditions: [{ type: "PodScheduled", status: "False", reason, message: WORDS }] },
});

/** An API server that holds this Deployment and a pod of it. */
function clusterWith(onePod: Properties): Cluster {
  const lists: Readonly<Record<string, Properties[]>> = { pods: [onePod], replicasets: [replicaSet] };
  const kinds = [
    ["apps", "Deployment", "deployments"],
    ["apps", "ReplicaSet", "replicasets"],
    ["", "Pod", "pods"],
    ["", "PersistentVolumeClaim", "persistentvolumeclaims"],
  ].map(([group, kind, resource]) => ({
    metadata: { name: group },
    versions: [{ version: "v1", resources: [{ responseKind: { kind }, resource, scope: "Namespaced" }] }],
  }));
  const request = ({ path }: ApiRequest): Promise<ApiResponse> => {
    const resource = path.split("/").at(-1) ?? "";
    const body = path === "/apis" ? { items: kinds } : resource === "web" ? web : { items: lists[resource] ?? [] };
    return Promise.resolve({ body: path === "/api" ? { items: [] } : body, warnings: [] });
  };
  return new Cluster({ request });
}

describe("the wait for an object", () => {
  it("ends early, in the scheduler's words, when no node takes its pods", async () => {
    const shown: string[] = [];
    const { failure } = await waitUntilReady(clusterWith(pod("Unschedulable")), web, deployment, {
      timeoutSeconds: 600,
      unschedulablePatience: 0,
      cancelled: new AbortController().signal,
      status: (message) => shown.push(message),
    });
    assert.equal(failure?.[0], "'web' is not Ready: no node takes its pods");
    assert.ok(failure.includes(`[Pod shop/web-1]: ${WORDS}`), failure.join("\n"));
    assert.equal(
      shown[0],
      `Waiting for app ReplicaSet to be available (0/1 Pods available): [Pod shop/web-1]: ${WORDS}`,
    );
  });

  it("goes on to its own end for anything else", async () => {
    const { failure } = await waitUntilReady(clusterWith(pod("SchedulingGated")), web, deployment, {
      timeoutSeconds: 0,
      unschedulablePatience: 0,
      cancelled: new AbortController().signal,
      status: () => undefined,
    });
    assert.equal(failure?.[0], "'web' timed out waiting to be Ready");
  });
});
