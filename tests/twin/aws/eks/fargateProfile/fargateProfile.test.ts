import assert from "node:assert/strict";
import type { Properties } from "../../../../../twin/provider/values";
import { ACCESS_ENTRY, DEMO, FARGATE_PROFILE, FARGATE_ROLE, roleArn, stageWithCluster } from "../stage";

const profile = (over: Properties = {}): Properties => ({
  clusterName: "demo",
  fargateProfileName: "web",
  podExecutionRoleArn: FARGATE_ROLE,
  subnetIds: ["subnet-a", "subnet-b"],
  selectors: [{ namespace: "web" }],
  ...over,
});

describe("EKS Fargate profile", () => {
  it("is made, and lets its role in", async () => {
    const stage = await stageWithCluster();
    const { id, outputs } = await stage.create(FARGATE_PROFILE, profile());
    assert.equal(id, "demo:web");
    assert.equal(outputs["status"], "ACTIVE");
    const entry = stage.account.get(ACCESS_ENTRY, `demo:${FARGATE_ROLE}`);
    assert.equal(entry?.outputs["type"], "FARGATE_LINUX");
  });

  const refusals: readonly [what: string, over: Properties, message: RegExp][] = [
    [
      "a role of another service",
      { podExecutionRoleArn: roleArn("node") },
      /InvalidParameterException: Misconfigured PodExecutionRole Trust Policy/,
    ],
  ];
  for (const [what, over, message] of refusals) {
    it(`refuses ${what}`, async () => {
      const stage = await stageWithCluster();
      await assert.rejects(stage.create(FARGATE_PROFILE, profile(over)), message);
    });
  }

  it("is one of ten", async () => {
    const stage = await stageWithCluster();
    for (let index = 0; index < 10; index++) {
      await stage.create(FARGATE_PROFILE, profile({ fargateProfileName: `p${index}` }));
    }
    await assert.rejects(stage.create(FARGATE_PROFILE, profile()), /ResourceLimitExceededException/);
  });

  it("waits for others of the same run", async () => {
    const stage = await stageWithCluster();
    const names = ["one", "two", "three"];
    const profiles = await Promise.all(
      names.map((fargateProfileName) => stage.create(FARGATE_PROFILE, profile({ fargateProfileName }))),
    );
    await Promise.all(profiles.map((each) => stage.delete(each)));
    assert.deepEqual(stage.account.list(FARGATE_PROFILE), []);
  });

  it("starts what gives its pods nodes, which goes with the last one", async () => {
    const stage = await stageWithCluster();
    assert.equal(stage.wantsCompute, false);
    const web = await stage.create(FARGATE_PROFILE, profile());
    const other = await stage.create(FARGATE_PROFILE, profile({ fargateProfileName: "other" }));
    await stage.delete(web);
    assert.equal(stage.wantsCompute, true);
    await stage.delete(other);
    assert.equal(stage.wantsCompute, false);
    assert.deepEqual(stage.cluster.names("MutatingWebhookConfiguration"), []);
  });

  it("takes its pods with it, and no others", async () => {
    const stage = await stageWithCluster();
    const web = await stage.create(FARGATE_PROFILE, profile());
    for (const name of ["web", "other"]) {
      const labels = { "eks.amazonaws.com/fargate-profile": name };
      stage.cluster.put({ apiVersion: "v1", kind: "Pod", metadata: { name, namespace: "default", labels } });
    }
    await stage.delete(web);
    assert.deepEqual(stage.cluster.names("Pod"), ["other"]);
  });

  it("warns of a role that can't pull images", async () => {
    const stage = await stageWithCluster();
    stage.putRole("bare", "eks-fargate-pods.amazonaws.com", []);
    await stage.create(FARGATE_PROFILE, profile({ podExecutionRoleArn: roleArn("bare") }));
    assert.match(stage.warnings[0] ?? "", /role\/bare needs AmazonEKSFargatePodExecutionRolePolicy/);
  });

  it("keeps its cluster from being deleted", async () => {
    const stage = await stageWithCluster();
    await stage.create(FARGATE_PROFILE, profile());
    await assert.rejects(stage.delete(DEMO), /ResourceInUseException: Cluster has Fargate profiles attached/);
  });
});
