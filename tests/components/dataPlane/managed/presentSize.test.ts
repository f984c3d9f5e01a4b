import assert from "node:assert/strict";
import { NODE_GROUP, PresentSizes, withPresentSize } from "../../../../components/dataPlane/managed/presentSize";
import { record } from "../../../helpers/recorder";

/** EKS has one group `system` of the cluster demo, made for 2 to 6 nodes, which an autoscaler has brought to 6. */
async function sent(
  min: number,
  max: number,
  { name = "system", clusterName = "demo", type = NODE_GROUP } = {},
): Promise<unknown> {
  const scaling = { min, desired: min, max };
  const asked = { custom: true, type, name, props: { version: "1.36" }, opts: { protect: true } };
  let answer: unknown;
  await record(async () => {
    answer = await withPresentSize({ scaling }, new PresentSizes(clusterName, {}))(asked);
  });
  return answer;
}

describe("the size of a managed group that is there", () => {
  const sends = (minSize: number, desiredSize: number, maxSize: number, ignoreChanges: string[]) => ({
    props: { version: "1.36", scalingConfig: { minSize, desiredSize, maxSize } },
    opts: { protect: true, ignoreChanges },
  });

  it("is left alone while its limits are the wanted ones, and is that of a replacement", async () => {
    assert.deepEqual(await sent(2, 6), sends(2, 6, 6, ["scalingConfig"]));
  });

  it("stays when its limits change", async () => {
    assert.deepEqual(await sent(2, 9), sends(2, 6, 9, []));
    assert.deepEqual(await sent(1, 6), sends(1, 6, 6, []));
  });

  it("changes as little as new limits want", async () => {
    assert.deepEqual(await sent(8, 9), sends(8, 8, 9, []));
    assert.deepEqual(await sent(2, 4), sends(2, 4, 4, []));
  });

  it("is that of the stack file as long as there is no such group, nor such a cluster", async () => {
    assert.equal(await sent(2, 9, { name: "new" }), undefined);
    assert.equal(await sent(2, 9, { clusterName: "new" }), undefined);
    assert.equal(await sent(2, 9, { type: "eks:index:ManagedNodeGroup" }), undefined);
  });
});
