import assert from "node:assert/strict";
import { type StateResource, StateEdit } from "../../../twin/engine/stateEdit";
import { secret } from "../../../twin/provider/values";

const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

const resource = (name: string, more: Partial<StateResource> = {}): StateResource => ({
  urn: `urn:pulumi:dev::p::aws:ec2/vpc:Vpc::${name}`,
  type: "aws:ec2/vpc:Vpc",
  ...more,
});
const urn = (name: string) => resource(name).urn;

function edited(resources: readonly StateResource[], edit: (state: StateEdit) => void) {
  const state = new StateEdit({ version: 3, deployment: { resources } });
  edit(state);
  return state.deployment.deployment.resources;
}

describe("a state after an operation that was cut off", () => {
  it("has no pending operations, once they were taken", () => {
    const state = new StateEdit({
      deployment: { pending_operations: [{ type: "creating", resource: resource("a") }] },
    });
    assert.deepEqual(
      state.takePending().map(({ type }) => type),
      ["creating"],
    );
    assert.deepEqual(state.deployment.deployment, {});
  });

  it("has a created resource after all it depends on and before its dependents, and what it replaces is still to be deleted", () => {
    const old = resource("b", { id: "vpc-1", dependencies: [urn("a")] });
    const dependent = resource("c", { id: "vpc-3", dependencies: [urn("b")] });
    const goal = resource("b", { dependencies: [urn("a")], inputs: { cidrBlock: "10.0.0.0/16" } });
    const created = { id: "vpc-2", inputs: {}, outputs: { arn: "x", key: secret("hidden") } };
    const state = edited([resource("a", { id: "vpc-0" }), old, dependent], (edit) => edit.adopt(goal, created));
    assert.deepEqual(state, [
      resource("a", { id: "vpc-0" }),
      { ...goal, id: "vpc-2", outputs: { arn: "x", key: { ...SECRET, plaintext: '"hidden"' } } },
      { ...old, delete: true },
      dependent,
    ]);
  });

  it("has neither a deleted resource nor a reference to it", () => {
    const gone = resource("a", { id: "vpc-0" });
    const left = resource("b", {
      id: "vpc-1",
      dependencies: [urn("a"), urn("x")],
      propertyDependencies: { vpcId: [urn("a")] },
    });
    assert.deepEqual(
      edited([gone, left], (edit) => edit.drop(gone)),
      [{ ...left, dependencies: [urn("x")], propertyDependencies: { vpcId: [] } }],
    );
  });

  it("has the inputs of an update only if it was made, whether they are secret or not", () => {
    const old = resource("a", { id: "vpc-0", inputs: { tags: { k: "old" } }, outputs: {} });
    const goal = { ...old, inputs: { tags: { k: { ...SECRET, plaintext: '"new"' } } } };
    const answer = (k: string) => ({ id: "vpc-0", inputs: { tags: { k } }, outputs: { tags: { k } } });
    assert.deepEqual(
      edited([old], (edit) => edit.updateIfMade(goal, answer("old"))),
      [old],
    );
    assert.deepEqual(
      edited([old], (edit) => edit.updateIfMade(goal, answer("new"))),
      [{ ...goal, outputs: { tags: { k: "new" } } }],
    );
  });
});
