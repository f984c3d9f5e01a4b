import assert from "node:assert/strict";
import * as eks from "@pulumi/eks";
import { ManagedNodes, withUpdatesAndRepair, type ManagedNodesArgs } from "../../../components/dataPlane/managed";
import { recordComponent } from "../../helpers/component";
import type { Recording } from "../../helpers/recording";

const nodes = (changes: Partial<ManagedNodesArgs> = {}) =>
  recordComponent((opts) => {
    const cluster = new eks.Cluster("main", { name: "demo", version: "1.36" }, opts);
    const args: ManagedNodesArgs = {
      region: "eu-west-1",
      cluster,
      clusterName: cluster.eksCluster.name,
      subnetIds: ["subnet-1", "subnet-2"],
      kubernetesVersion: "1.36",
      releaseVersion: "1.36.1-20261105",
      amiType: "AL2023_x86_64_STANDARD",
      instanceTypes: ["m7i.large", "m6i.large"],
      capacityType: "on-demand",
      scaling: { min: 2, desired: 3, max: 5 },
      diskSizeGiB: 80,
      update: { maxUnavailable: 1 },
      ...changes,
    };
    new ManagedNodes("system", args, opts);
  });

describe("ManagedNodes", () => {
  let recording: Recording;

  before(async () => {
    recording = await nodes();
  });

  const inputsOf = (type: string) => recording.get(type).inputs;

  it("pins version and AMI release, apart from the control plane", () => {
    const { version, releaseVersion, amiType } = inputsOf("eks:index:ManagedNodeGroup");
    assert.deepEqual(
      { version, releaseVersion, amiType },
      { version: "1.36", releaseVersion: "1.36.1-20261105", amiType: "AL2023_x86_64_STANDARD" },
    );
  });

  it("stays in the subnets it is given, which the component would else choose public ones among", () => {
    assert.deepEqual(inputsOf("eks:index:ManagedNodeGroup").subnetIds, ["subnet-1", "subnet-2"]);
  });

  it("leaves the desired size to the autoscaler after creation", () => {
    const { scalingConfig, ignoreScalingChanges } = inputsOf("eks:index:ManagedNodeGroup");
    assert.deepEqual(scalingConfig, { minSize: 2, desiredSize: 3, maxSize: 5 });
    assert.equal(ignoreScalingChanges, true);
  });

  it("has an encrypted gp3 root volume in the launch template, where AWS wants it once there is one", () => {
    assert.deepEqual(inputsOf("aws:ec2/launchTemplate:LaunchTemplate").blockDeviceMappings, [
      {
        deviceName: "/dev/xvda",
        ebs: { volumeType: "gp3", volumeSize: 80, encrypted: "true", deleteOnTermination: "true" },
      },
    ]);
    assert.ok(!("diskSize" in inputsOf("eks:index:ManagedNodeGroup")));
  });

  it("keeps pods off the metadata service, and so off the node's role", () => {
    assert.deepEqual(inputsOf("aws:ec2/launchTemplate:LaunchTemplate").metadataOptions, {
      httpEndpoint: "enabled",
      httpTokens: "required",
      httpPutResponseHopLimit: 1,
    });
  });

  it("follows its launch template by version number, so that a change of it rolls the nodes", () => {
    assert.deepEqual(inputsOf("eks:index:ManagedNodeGroup").launchTemplate, { id: "system-id", version: "1" });
  });

  it("lets people in by Session Manager, never by SSH", () => {
    const policies = recording.all("aws:iam/rolePolicyAttachment:RolePolicyAttachment").map(({ name }) => name);
    assert.ok(policies.includes("system-node-role-AmazonSSMManagedInstanceCore"));
    assert.ok(!("remoteAccess" in inputsOf("eks:index:ManagedNodeGroup")));
    assert.ok(!("keyName" in inputsOf("aws:ec2/launchTemplate:LaunchTemplate")));
  });

  it("says taints and capacity types in EKS's words", async () => {
    const spot = await nodes({
      capacityType: "spot",
      taints: [{ key: "team", value: "a", effect: "NoExecute" }],
      labels: { team: "a" },
    });
    const { capacityType, taints, labels } = spot.get("eks:index:ManagedNodeGroup").inputs;
    assert.deepEqual(
      { capacityType, taints, labels },
      { capacityType: "SPOT", taints: [{ key: "team", value: "a", effect: "NO_EXECUTE" }], labels: { team: "a" } },
    );
  });

  it("adds the settings that the component has no inputs for to the group alone", async () => {
    assert.equal(recording.get("eks:index:ManagedNodeGroup").transforms, 1);
    const transform = withUpdatesAndRepair({ maxUnavailablePercentage: 25 });
    const child = { custom: true, name: "system", opts: {} };
    const result = await transform({ ...child, type: "aws:eks/nodeGroup:NodeGroup", props: { version: "1.36" } });
    assert.deepEqual(result?.props, {
      version: "1.36",
      updateConfig: { maxUnavailablePercentage: 25 },
      nodeRepairConfig: { enabled: true },
    });
    assert.equal(await transform({ ...child, type: "eks:index:ManagedNodeGroup", props: {} }), undefined);
  });
});
