import assert from "node:assert/strict";
import type { Properties } from "../../../../../twin/provider/values";
import { DEMO, NODE_GROUP, nodeGroupInputs, type Stage, stageForNodes, SYSTEM } from "../stage";

function putPod(stage: Stage, name: string, nodeName: string | undefined): void {
  stage.cluster.put({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "default" },
    spec: { nodeName, containers: [] },
    status: { phase: "Running" },
  });
}

describe("EKS node group, once it is there", () => {
  it("keeps its update strategy and node repair, and changes them in place", async () => {
    const stage = await stageForNodes();
    const updateConfig = { maxUnavailablePercentage: 50, updateStrategy: "MINIMAL" };
    const { outputs } = await stage.create(
      NODE_GROUP,
      nodeGroupInputs({ updateConfig, nodeRepairConfig: { enabled: true } }),
    );
    assert.deepEqual([outputs["updateConfig"], outputs["nodeRepairConfig"]], [updateConfig, { enabled: true }]);
    const before = stage.cluster.names("Node");
    const { outputs: news } = await stage.update(SYSTEM, {
      updateConfig: { maxUnavailable: 2, updateStrategy: "MINIMAL" },
      nodeRepairConfig: { enabled: false },
    });
    assert.deepEqual(news["updateConfig"], { maxUnavailable: 2, updateStrategy: "MINIMAL" });
    assert.deepEqual(news["nodeRepairConfig"], { enabled: false });
    assert.deepEqual(stage.cluster.names("Node"), before);
  });

  it("grows, shrinks and changes labels and taints in place", async () => {
    const stage = await stageForNodes();
    await stage.create(NODE_GROUP, nodeGroupInputs({ labels: { old: "1" } }));
    const before = stage.cluster.names("Node");
    await stage.update(SYSTEM, {
      labels: { new: "1" },
      scalingConfig: { minSize: 1, desiredSize: 3, maxSize: 4 },
    });
    assert.equal(stage.cluster.names("Node").length, 3);
    assert.equal(before.filter((name) => stage.cluster.names("Node").includes(name)).length, 2);
    assert.ok(
      stage.cluster.nodes().every(({ metadata }) => metadata?.labels?.["new"] === "1" && !("old" in metadata.labels)),
    );
    await stage.update(SYSTEM, { scalingConfig: { minSize: 1, desiredSize: 1, maxSize: 4 } });
    assert.equal(stage.cluster.names("Node").length, 1);
    assert.equal(stage.account.list("aws:ec2/instance:Instance").length, 1);
  });

  it("keeps the size that an autoscaler gave it, until sizes are sent, which are sent together", async () => {
    const stage = await stageForNodes();
    const sizes = (minSize: number, desiredSize: number, maxSize: number) => ({
      scalingConfig: { minSize, desiredSize, maxSize },
    });
    const group = { clusterName: "demo", nodeGroupName: "system" };
    const present = () => stage.invoke("aws:eks/getNodeGroup:getNodeGroup", group);
    assert.deepEqual((await stage.invoke("aws:eks/getClusters:getClusters")).names, ["demo"]);
    assert.deepEqual((await stage.invoke("aws:eks/getNodeGroups:getNodeGroups", group)).names, []);
    await stage.create(NODE_GROUP, nodeGroupInputs(sizes(1, 2, 6)));
    await stage.updateOutside(SYSTEM, sizes(1, 6, 6));
    const { outputs } = await stage.update(SYSTEM, { labels: { team: "a" } });
    assert.deepEqual(outputs["scalingConfig"], sizes(1, 6, 6).scalingConfig);
    assert.deepEqual((await present()).scalingConfigs, [sizes(1, 6, 6).scalingConfig]);
    assert.equal(stage.cluster.names("Node").length, 6);

    await assert.rejects(
      stage.update(SYSTEM, sizes(3, 2, 6)),
      /InvalidParameterException: Minimum capacity 3 can't be greater than desired size 2/,
    );
    await stage.update(SYSTEM, sizes(1, 6, 9));
    assert.equal(stage.cluster.names("Node").length, 6);
    await stage.update(SYSTEM, sizes(1, 2, 8));
    assert.equal(stage.cluster.names("Node").length, 2);
  });

  it("replaces its nodes for a new release, one at a time, pods evicted first", async () => {
    const stage = await stageForNodes();
    await stage.create(NODE_GROUP, nodeGroupInputs());
    const before = stage.cluster.names("Node");
    putPod(stage, "web", before[0]);
    const { outputs } = await stage.update(SYSTEM, { releaseVersion: "1.36.4-20260930" });
    assert.equal(outputs["releaseVersion"], "1.36.4-20260930");
    assert.deepEqual(stage.cluster.evictions, ["default/web"]);
    assert.equal(stage.cluster.names("Node").length, 2);
    assert.ok(stage.cluster.nodes().every(({ status }) => status?.nodeInfo?.kubeletVersion === "v1.36.4-eks-3b4a6ca"));
  });

  it("fails with PodEvictionFailure when a budget keeps a pod", async () => {
    const stage = await stageForNodes();
    await stage.create(NODE_GROUP, nodeGroupInputs());
    putPod(stage, "web", stage.cluster.names("Node")[0]);
    stage.cluster.protectedPods.add("default/web");
    await assert.rejects(
      stage.update(SYSTEM, { releaseVersion: "1.36.4-20260930" }),
      /PodEvictionFailure: .*default\/web: Cannot evict pod/,
    );
    assert.ok(stage.cluster.names("Pod").includes("web"));
    assert.equal(stage.account.get(NODE_GROUP, "demo:system")?.outputs["releaseVersion"], "1.36.4-20260923");
  });

  it("is taken for updated after an update that failed, until a refresh", async () => {
    const stage = await stageForNodes();
    await stage.create(NODE_GROUP, nodeGroupInputs());
    putPod(stage, "web", stage.cluster.names("Node")[0]);
    stage.cluster.protectedPods.add("default/web");
    const newer = { releaseVersion: "1.36.4-20260930" };
    const release = () => stage.account.get(NODE_GROUP, "demo:system")?.outputs["releaseVersion"];
    await assert.rejects(stage.update(SYSTEM, newer), /PodEvictionFailure/);
    stage.cluster.protectedPods.clear();

    assert.deepEqual((await stage.diff(SYSTEM, newer)).changes, {});
    await stage.update(SYSTEM, { ...newer, labels: { team: "a" } });
    assert.equal(release(), "1.36.4-20260923");

    await stage.read(SYSTEM);
    assert.deepEqual(Object.keys((await stage.diff(SYSTEM, newer)).changes), ["releaseVersion"]);
    await stage.update(SYSTEM, newer);
    assert.equal(release(), newer.releaseVersion);
  });

  it("goes on alone with an update that outlasts the provider's time-out, and refuses changes until its end", async () => {
    const stage = await stageForNodes();
    await stage.create(NODE_GROUP, nodeGroupInputs({ scalingConfig: { minSize: 20, desiredSize: 20, maxSize: 20 } }));
    const newer = { releaseVersion: "1.36.4-20260930" };
    await assert.rejects(
      stage.update(SYSTEM, newer),
      /^Error: waiting for EKS Node Group \(demo:system\) version update .*timeout while waiting for state to become 'Successful' \(last state: 'InProgress', timeout: 60m0s\)$/,
    );
    assert.equal((await stage.read(SYSTEM))?.outputs["releaseVersion"], newer.releaseVersion);
    assert.ok(stage.cluster.nodes().every(({ status }) => status?.nodeInfo?.kubeletVersion === "v1.36.4-eks-3b4a6ca"));

    const labelled = { ...newer, labels: { team: "a" } };
    await assert.rejects(stage.update(SYSTEM, labelled), /ResourceInUseException: .*not in Active State/);
    stage.passTime(60 + 75 + 20 * 180 + 180 - 3600);
    await stage.update(SYSTEM, labelled);
  });

  it("ends in time where the program gives it the time, or takes more nodes at once", async () => {
    const newer = { releaseVersion: "1.36.4-20260930" };
    const hasty = await stageForNodes();
    await hasty.create(NODE_GROUP, nodeGroupInputs());
    await assert.rejects(hasty.update(SYSTEM, newer, 674), /timeout while waiting/);

    const patient = await stageForNodes();
    await patient.create(NODE_GROUP, nodeGroupInputs());
    await patient.update(SYSTEM, newer, 675);

    const quick = await stageForNodes();
    await quick.create(NODE_GROUP, nodeGroupInputs({ updateConfig: { maxUnavailable: 2, updateStrategy: "DEFAULT" } }));
    await quick.update(SYSTEM, newer, 495);
  });

  it("refuses a version above the control plane's and a lower one", async () => {
    const stage = await stageForNodes();
    await stage.create(NODE_GROUP, nodeGroupInputs());
    const group = async (changes: Properties) => {
      await stage.read(SYSTEM); // what was refused before is in the state
      return stage.update(SYSTEM, changes);
    };
    await assert.rejects(
      group({ version: "1.37", releaseVersion: "1.37.0-20260930" }),
      /InvalidParameterException: .*less than or equal to the cluster's version 1\.36/,
    );
    await assert.rejects(
      group({ version: "1.35", releaseVersion: "1.35.8-20260930" }),
      /InvalidParameterException: .*can't be lowered from 1\.36 to 1\.35/,
    );
    await assert.rejects(group({ releaseVersion: "1.36.3-20260903" }), /InvalidParameterException: .*can't be lowered/);
  });

  it("follows the control plane by several minors", async () => {
    const stage = await stageForNodes({ version: "1.34" });
    await stage.create(NODE_GROUP, nodeGroupInputs({ version: "1.34", releaseVersion: "1.34.10-20260903" }));
    await stage.update(DEMO, { version: "1.35" });
    await stage.update(DEMO, { version: "1.36" });
    const { outputs } = await stage.update(SYSTEM, {
      version: "1.36",
      releaseVersion: "1.36.4-20260930",
    });
    assert.equal(outputs["version"], "1.36");
  });
});
