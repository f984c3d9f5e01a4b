import assert from "node:assert/strict";
import { CLUSTER_ROLE, roleArn, stageWithCluster } from "../stage";

const ASSOCIATION = "aws:eks/podIdentityAssociation:PodIdentityAssociation";
const inputs = { clusterName: "demo", namespace: "kube-system", serviceAccount: "web", roleArn: roleArn("pod") };

describe("EKS Pod Identity association", () => {
  it("has an id of its own, and is the only one of its service account", async () => {
    const stage = await stageWithCluster();
    const { id, outputs } = await stage.create(ASSOCIATION, inputs);
    assert.match(id, /^a-[A-Za-z0-9]{17}$/);
    assert.equal(outputs["associationId"], id);
    await assert.rejects(stage.create(ASSOCIATION, inputs), /ResourceInUseException.*kube-system\/web/);
    await stage.create(ASSOCIATION, { ...inputs, namespace: "other" });
  });

  it("of Karpenter has what acts for it run, and end", async () => {
    const stage = await stageWithCluster();
    const { id } = await stage.create(ASSOCIATION, { ...inputs, serviceAccount: "karpenter" });
    assert.ok(stage.wantsCompute);
    await stage.delete({ type: ASSOCIATION, id });
    assert.ok(!stage.wantsCompute);
  });

  it("is of a role that pods can get", async () => {
    const stage = await stageWithCluster();
    await assert.rejects(
      stage.create(ASSOCIATION, { ...inputs, roleArn: CLUSTER_ROLE }),
      /Trust policy of the role is invalid: pods\.eks\.amazonaws\.com needs sts:AssumeRole and sts:TagSession/,
    );
    await assert.rejects(
      stage.create(ASSOCIATION, { ...inputs, roleArn: roleArn("nobody") }),
      /Role provided in the request does not exist/,
    );
  });
});
