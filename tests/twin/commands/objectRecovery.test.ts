import assert from "node:assert/strict";
import { settleObject } from "../../../twin/commands/objectRecovery";
import { type StateResource, StateEdit } from "../../../twin/engine/stateEdit";
import { FakeCluster } from "../aws/eks/fakeCluster";

const urn = "urn:pulumi:dev::p::kubernetes:core/v1:ConfigMap::app";
const inputs = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "app-1x2y", namespace: "default" } };
const goal: StateResource = { urn, type: "kubernetes:core/v1:ConfigMap", inputs };
const created = "2026-11-24T10:00:00Z";

function clusterWith(time: string): FakeCluster {
  const cluster = new FakeCluster();
  const managedFields = [{ manager: "pulumi-kubernetes-1a", operation: "Apply", time: time as unknown as Date }];
  const metadata = { ...inputs.metadata, creationTimestamp: created as unknown as Date, managedFields };
  cluster.put({ ...inputs, metadata });
  return cluster;
}

describe("an operation on a Kubernetes object that was cut off", () => {
  const settle = async (type: string, cluster: FakeCluster, resource: StateResource, state: StateResource[] = []) => {
    const edit = new StateEdit({ deployment: { resources: state } });
    await settleObject(cluster, edit, { type, resource });
    return edit.deployment.deployment.resources;
  };

  it("takes away what it was creating, also under a generated name", async () => {
    const cluster = clusterWith("2026-11-24T10:00:01Z");
    await settle("creating", cluster, goal);
    assert.deepEqual(cluster.names("ConfigMap"), []);
  });

  it("leaves an object that was there before", async () => {
    const cluster = clusterWith("2026-11-24T11:30:00Z");
    await settle("creating", cluster, goal);
    assert.deepEqual(cluster.names("ConfigMap"), ["app-1x2y"]);
  });

  it("leaves an object that it was patching", async () => {
    const cluster = clusterWith(created);
    await settle("creating", cluster, { ...goal, type: "kubernetes:core/v1:ConfigMapPatch" });
    assert.deepEqual(cluster.names("ConfigMap"), ["app-1x2y"]);
  });

  it("deletes what it was deleting, and the state forgets it", async () => {
    const cluster = clusterWith(created);
    const resource = { ...goal, id: "default/app-1x2y" };
    assert.deepEqual(await settle("deleting", cluster, resource, [resource]), []);
    assert.deepEqual(cluster.names("ConfigMap"), []);
  });

  it("has the engine update again what it was updating", async () => {
    const resource = { ...goal, id: "default/app-1x2y" };
    const state = await settle("updating", clusterWith(created), resource, [resource]);
    assert.deepEqual(state, [{ ...resource, initErrors: ["the update was cut off"] }]);
  });

  it("frees a Helm release from an upgrade that nobody is at any more, and forgets one that was being installed", async () => {
    const release = { urn, type: "kubernetes:helm.sh/v3:Release", inputs: { name: "web", namespace: "default" } };
    const cluster = new FakeCluster();
    const record = (revision: number, status: string) => {
      const name = `sh.helm.release.v1.web.v${revision}`;
      const metadata = { name, namespace: "default", labels: { owner: "helm", name: "web", status } };
      cluster.put({ apiVersion: "v1", kind: "Secret", metadata });
    };
    record(1, "deployed");
    record(2, "pending-upgrade");
    await settle("updating", cluster, release, [release]);
    assert.deepEqual(cluster.names("Secret"), ["sh.helm.release.v1.web.v1"]);
    await settle("creating", cluster, release);
    assert.deepEqual(cluster.names("Secret"), []);
  });
});
