import assert from "node:assert/strict";
import { ACCESS_ENTRY, NODE_GROUP, nodeGroupInputs, type Stage, stageForNodes, SYSTEM } from "./stage";

const INSTANCE = "aws:ec2/instance:Instance";

/** Lets the API server die at the given call of a method. */
function dieAt(stage: Stage, method: "create" | "delete" | "evict", call: number): void {
  let calls = 0;
  const original = stage.cluster[method].bind(stage.cluster) as (...args: unknown[]) => Promise<unknown>;
  Object.assign(stage.cluster, {
    [method]: (...args: unknown[]) =>
      ++calls >= call ? Promise.reject(new Error("connect ECONNREFUSED 127.0.0.1")) : original(...args),
  });
}

function revive(stage: Stage): void {
  for (const method of ["create", "delete", "evict"]) Reflect.deleteProperty(stage.cluster, method);
}

const nodeNames = (stage: Stage) => stage.cluster.nodes().map(({ metadata }) => metadata?.name);
const instanceNames = (stage: Stage) => stage.account.list(INSTANCE).map(({ outputs }) => outputs.nodeName);

describe("an EKS operation that was cut off", () => {
  it("leaves no node of a group that was being created, which can be created again", async () => {
    const stage = await stageForNodes();
    dieAt(stage, "create", 2);
    await assert.rejects(stage.create(NODE_GROUP, nodeGroupInputs()), /ECONNREFUSED/);
    assert.equal(nodeNames(stage).length, 1);
    revive(stage);
    await stage.recover();
    assert.deepEqual([nodeNames(stage), stage.account.list(INSTANCE), stage.account.operations.size], [[], [], 0]);
    assert.equal(stage.account.list(ACCESS_ENTRY).filter(({ hidden }) => hidden).length, 0);

    await stage.create(NODE_GROUP, nodeGroupInputs());
    assert.equal(nodeNames(stage).length, 2);
  });

  it("is finished when it was the deletion of a group", async () => {
    const stage = await stageForNodes();
    await stage.create(NODE_GROUP, nodeGroupInputs());
    dieAt(stage, "delete", 3);
    await assert.rejects(stage.delete(SYSTEM), /ECONNREFUSED/);
    assert.ok(stage.account.get(NODE_GROUP, SYSTEM.id));
    revive(stage);
    await stage.recover();
    assert.equal(stage.account.get(NODE_GROUP, SYSTEM.id), undefined);
    assert.deepEqual([nodeNames(stage), stage.account.list(INSTANCE), stage.account.operations.size], [[], [], 0]);
  });

  it("leaves a group that was being scaled at the size it had, and every node with its instance", async () => {
    const stage = await stageForNodes();
    await stage.create(NODE_GROUP, nodeGroupInputs());
    dieAt(stage, "create", 2);
    const scalingConfig = { minSize: 2, desiredSize: 4, maxSize: 4 };
    await assert.rejects(stage.update(SYSTEM, { scalingConfig }), /ECONNREFUSED/);
    revive(stage);
    await stage.recover();
    assert.equal(nodeNames(stage).length, 2);
    assert.deepEqual(nodeNames(stage).sort(), instanceNames(stage).sort());

    await stage.update(SYSTEM, { scalingConfig });
    assert.equal(nodeNames(stage).length, 4);
  });

  it("is none when AWS has refused it", async () => {
    const stage = await stageForNodes();
    await assert.rejects(stage.create(NODE_GROUP, nodeGroupInputs({ version: "1.35" })), /InvalidParameterException/);
    assert.equal(stage.account.operations.size, 0);
  });
});
