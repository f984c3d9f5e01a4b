import assert from "node:assert/strict";
import { shown } from "../../../../../twin/aws/read";
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

  it("goes on to a target role that trusts its own, and says who it is", async () => {
    const stage = await stageWithCluster();
    const target = { ...inputs, targetRoleArn: roleArn("records") };
    await assert.rejects(stage.create(ASSOCIATION, target), /InvalidParameterException.*does not exist/);
    const trusts = (...actions: string[]) =>
      stage.put("aws:iam/role:Role", "records", {
        name: "records",
        arn: roleArn("records"),
        assumeRolePolicy: JSON.stringify({
          Statement: [{ Effect: "Allow", Action: actions, Principal: { AWS: roleArn("pod") } }],
        }),
      });
    trusts("sts:AssumeRole");
    await assert.rejects(
      stage.create(ASSOCIATION, target),
      /InvalidParameterException.*target role is invalid: .*role\/pod needs sts:TagSession/,
    );
    trusts("sts:AssumeRole", "sts:TagSession");
    const { outputs } = await stage.create(ASSOCIATION, target);
    assert.match(shown(outputs["externalId"]), /\/demo\/kube-system\/web$/);
    const elsewhere = "arn:aws:iam::222222222222:role/records";
    await stage.create(ASSOCIATION, { ...inputs, serviceAccount: "dns", targetRoleArn: elsewhere });
  });
});
