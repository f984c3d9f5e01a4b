import assert from "node:assert/strict";
import {
  ManagedNodes,
  withUpdatesAndRepair,
  type ManagedNodesArgs,
} from "../../../../components/dataPlane/managed/component";
import { PresentSizes } from "../../../../components/dataPlane/managed/presentSize";
import { recordComponent } from "../../../helpers/component";
import type { Recording } from "../../../helpers/recording";
import { decoded, nodeContext, nodeGroup } from "../nodes";

const nodes = (changes: Partial<ManagedNodesArgs> = {}) =>
  recordComponent((opts) => {
    const own = {
      update: { maxUnavailable: 1, strategy: "default" as const },
      nodeRepair: true,
      presentSizes: new PresentSizes("demo", opts),
    };
    new ManagedNodes("system", { ...nodeContext(opts), ...nodeGroup, ...own, ...changes }, opts);
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
      { version: "1.36", releaseVersion: "1.36.4-20260930", amiType: "AL2023_x86_64_STANDARD" },
    );
  });

  it("stays in the subnets it is given, which the component would else choose public ones among", () => {
    assert.deepEqual(inputsOf("eks:index:ManagedNodeGroup").subnetIds, ["subnet-1", "subnet-2"]);
  });

  it("begins with the desired size", () => {
    const { scalingConfig } = inputsOf("eks:index:ManagedNodeGroup");
    assert.deepEqual(scalingConfig, { minSize: 2, desiredSize: 3, maxSize: 5 });
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

  it("has the nodes' security group, in place of the cluster's own that EKS would take", () => {
    assert.deepEqual(inputsOf("aws:ec2/launchTemplate:LaunchTemplate").vpcSecurityGroupIds, ["sg-nodes"]);
  });

  it("tells the kubelet how many pods it may run", () => {
    assert.match(
      decoded(inputsOf("aws:ec2/launchTemplate:LaunchTemplate").userData),
      /"kind": "NodeConfig"[^]*"maxPods": 29/,
    );
  });

  it("gives nodes no permission that is the CNI's", () => {
    const policies = recording.all("aws:iam/rolePolicyAttachment:RolePolicyAttachment").map(({ name }) => name);
    assert.deepEqual(policies.sort(), [
      "system-node-role-AmazonEC2ContainerRegistryPullOnly",
      "system-node-role-AmazonEKSWorkerNodePolicy",
      "system-node-role-AmazonSSMManagedInstanceCore",
    ]);
  });

  it("of Bottlerocket has its settings in TOML, and the disk that was asked for where its pods are", async () => {
    const bottlerocket = await nodes({ amiType: "BOTTLEROCKET_ARM_64", releaseVersion: "1.65.0-0be31b34" });
    const { userData, blockDeviceMappings } = bottlerocket.get("aws:ec2/launchTemplate:LaunchTemplate").inputs;
    assert.equal(decoded(userData), "[settings.kubernetes]\nmax-pods = 29\n");
    const ebs = { volumeType: "gp3", encrypted: "true", deleteOnTermination: "true" };
    assert.deepEqual(blockDeviceMappings, [
      { deviceName: "/dev/xvdb", ebs: { ...ebs, volumeSize: 80 } },
      { deviceName: "/dev/xvda", ebs },
    ]);
    assert.equal(bottlerocket.get("eks:index:ManagedNodeGroup").inputs.releaseVersion, "1.65.0-0be31b34");
  });

  it("is a group for each zone when asked for, of one role and one launch template", async () => {
    const zonal = await nodes({ perZone: true });
    const subnets = zonal.all("eks:index:ManagedNodeGroup").map(({ name, inputs }) => [name, inputs.subnetIds]);
    assert.deepEqual(subnets.sort(), [
      ["system-a", ["subnet-1"]],
      ["system-b", ["subnet-2"]],
    ]);
    assert.equal(zonal.get("aws:ec2/launchTemplate:LaunchTemplate").name, "system");
    assert.equal(zonal.get("aws:iam/role:Role").name, "system-node-role");
  });

  it("adds the settings that the component has no inputs for to the group alone", () => {
    assert.equal(recording.get("eks:index:ManagedNodeGroup").transforms, 2);
    const transform = withUpdatesAndRepair({
      update: { maxUnavailablePercentage: 25, strategy: "minimal" },
      nodeRepair: true,
      scaling: { min: 1, desired: 1, max: 9 },
    });
    const child = { custom: true, name: "system", opts: {} };
    const result = transform({ ...child, type: "aws:eks/nodeGroup:NodeGroup", props: { version: "1.36" } });
    assert.ok(result);
    assert.deepEqual(result.props, {
      version: "1.36",
      updateConfig: { maxUnavailablePercentage: 25, updateStrategy: "MINIMAL" },
      nodeRepairConfig: { enabled: true },
    });
    assert.deepEqual(result.opts.customTimeouts, { update: "130m" });
    assert.equal(transform({ ...child, type: "eks:index:ManagedNodeGroup", props: {} }), undefined);
  });
});
