import assert from "node:assert/strict";
import { runsOnFargate } from "../../../components/dataPlane/place.spec";
import { dataPlane } from "../../../components/dataPlane/spec";

const nodes = { kind: "managed", name: "system", instanceTypes: ["m7i.large"], scaling: { min: 2, max: 4 } };
const profile = { kind: "fargate", name: "shop", selectors: [{ namespace: "shop" }] };
const autoMode = { kind: "auto", name: "auto" };

describe("where pods run", () => {
  const pods = { namespace: "shop", labels: {} };
  const isOnFargate = (groups: readonly object[], placed: Parameters<typeof runsOnFargate>[1]) =>
    runsOnFargate(dataPlane.parse(groups), placed);

  it("is Fargate for what a profile selects, also beside nodes", () => {
    assert.equal(isOnFargate([nodes, profile], { runsOn: ["ec2", "fargate"], pods }), true);
    assert.equal(
      isOnFargate([nodes, profile], { runsOn: ["ec2", "fargate"], pods: { ...pods, namespace: "a" } }),
      false,
    );
    assert.equal(isOnFargate([nodes], { runsOn: ["ec2", "fargate"], pods }), false);
  });

  it("is Fargate for what runs nowhere else there", () => {
    assert.equal(isOnFargate([profile], { runsOn: ["ec2", "fargate"] }), true);
    assert.equal(isOnFargate([autoMode, profile], { runsOn: ["ec2", "fargate"] }), true);
    assert.equal(isOnFargate([autoMode, profile], { runsOn: ["fargate", "auto"] }), false);
  });

  it("is never Fargate for what can't run there, like a DaemonSet", () => {
    assert.equal(isOnFargate([nodes, profile], { runsOn: ["ec2"], pods }), false);
    assert.equal(isOnFargate([profile], { runsOn: ["ec2"] }), false);
  });
});
