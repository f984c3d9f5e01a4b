import assert from "node:assert/strict";
import type { Properties } from "../../../../../twin/provider/values";
import {
  ACCESS_ENTRY,
  DEMO,
  FARGATE_PROFILE,
  FARGATE_ROLE,
  POD_IDENTITY,
  POD_ROLE,
  roleArn,
  stageWithCluster,
} from "../stage";

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
    ["six selectors", { selectors: ["a", "b", "c", "d", "e", "f"].map((namespace) => ({ namespace })) }, /selectors/],
    ["a selector without a namespace", { selectors: [{ labels: { a: "b" } }] }, /must name a namespace/],
    [
      "a public subnet",
      { subnetIds: ["subnet-public"] },
      /InvalidParameterException: Subnet subnet-public provided in Fargate Profile is not a private subnet/,
    ],
    [
      "a role of another service",
      { podExecutionRoleArn: roleArn("node") },
      /InvalidParameterException: Misconfigured PodExecutionRole Trust Policy/,
    ],
    ["a role with a path", { podExecutionRoleArn: roleArn("team/fargate2") }, /must have the path \//],
  ];
  for (const [what, over, message] of refusals) {
    it(`refuses ${what}`, async () => {
      const stage = await stageWithCluster();
      stage.putRole("team/fargate2", "eks-fargate-pods.amazonaws.com", []);
      await assert.rejects(stage.create(FARGATE_PROFILE, profile(over)), message);
    });
  }

  it("is refused while another one is being deleted", async () => {
    const stage = await stageWithCluster();
    await stage.create(FARGATE_PROFILE, profile());
    const stored = stage.account.get(FARGATE_PROFILE, "demo:web");
    assert.ok(stored);
    stage.account.put({ ...stored, outputs: { ...stored.outputs, status: "DELETING" } });
    await assert.rejects(
      stage.create(FARGATE_PROFILE, profile({ fargateProfileName: "other" })),
      /ResourceInUseException: .*currently has Fargate profile web in status DELETING/,
    );
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

describe("EKS pod identity association", () => {
  const association = { clusterName: "demo", namespace: "shop", serviceAccount: "web", roleArn: POD_ROLE };

  it("is made without the service account being there", async () => {
    const stage = await stageWithCluster();
    const { id } = await stage.create(POD_IDENTITY, association);
    assert.match(id, /^a-[a-z0-9]{17}$/);
    await assert.rejects(stage.create(POD_IDENTITY, association), /ResourceInUseException/);
  });

  it("refuses a role that does not trust pods", async () => {
    const stage = await stageWithCluster();
    await assert.rejects(
      stage.create(POD_IDENTITY, { ...association, roleArn: roleArn("node") }),
      /InvalidParameterException: Trust policy of the role is invalid/,
    );
  });
});
