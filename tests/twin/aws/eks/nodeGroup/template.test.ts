import assert from "node:assert/strict";
import { bottlerocketUserData } from "../../../../../components/dataPlane/nodes/bottlerocket";
import { nodeadmUserData } from "../../../../../components/dataPlane/nodes/nodeadm";
import { NODE_GROUP, nodeGroupInputs, stageForNodes } from "../stage";

const launchTemplate = { id: "lt-1", version: "1" };

describe("EKS node group with a launch template", () => {
  it("takes disk, pod limit and reservations from a launch template", async () => {
    const stage = await stageForNodes();
    const userData = nodeadmUserData({ maxPods: 110, systemReserved: { cpu: "100m" } });
    stage.putLaunchTemplate("lt-1", { userData, blockDeviceMappings: [{ deviceName: "a", ebs: { volumeSize: 80 } }] });
    await stage.create(NODE_GROUP, nodeGroupInputs({ instanceTypes: ["m5.xlarge"], launchTemplate }));
    const [node] = stage.cluster.nodes();
    assert.equal(node?.metadata?.labels?.["node.kubernetes.io/instance-type"], "m5.xlarge");
    assert.equal(node.status?.capacity?.["pods"], "110");
    assert.equal(node.status.allocatable?.["cpu"], "3820m");
    assert.equal(node.status.capacity["ephemeral-storage"], `${Math.floor(80 * 1024 * 1024 * 0.999)}Ki`);
  });

  it("starts no instance whose volumes have a key that Auto Scaling may not use, or Spot for spot instances", async () => {
    const stage = await stageForNodes();
    const kmsKeyId = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    stage.putLaunchTemplate("lt-1", { blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { kmsKeyId } }] });
    const create = (nodeGroupName: string, capacityType = "ON_DEMAND") =>
      stage.create(NODE_GROUP, nodeGroupInputs({ nodeGroupName, launchTemplate, capacityType }));
    const grant = (role: string, operations: string[]) => {
      const granteePrincipal = `arn:aws:iam::111111111111:role/aws-service-role/${role}`;
      stage.put("aws:kms/grant:Grant", `${role}-${operations.length}`, {
        keyId: kmsKeyId,
        granteePrincipal,
        operations,
      });
    };
    const others = ["ReEncryptFrom", "ReEncryptTo", "GenerateDataKeyWithoutPlaintext", "DescribeKey", "CreateGrant"];
    const autoScaling = "autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling";
    await assert.rejects(
      create("none"),
      /AsgInstanceLaunchFailures: .*Client\.InternalError: .*Auto Scaling has no grant/,
    );
    grant(autoScaling, ["Encrypt", "Decrypt"]);
    await assert.rejects(create("some"), new RegExp(`Auto Scaling has no grant .*: ${others.join(", ")}`));
    grant(autoScaling, others);
    assert.equal((await create("all")).outputs["status"], "ACTIVE");
    await assert.rejects(create("spot", "SPOT"), /EC2 Spot has no grant/);
    grant("spot.amazonaws.com/AWSServiceRoleForEC2Spot", ["Encrypt", "Decrypt", ...others]);
    assert.equal((await create("more-spot", "SPOT")).outputs["status"], "ACTIVE");
  });

  it("is held to the pods that EKS allows on a node", async () => {
    const stage = await stageForNodes();
    stage.putLaunchTemplate("lt-1", { userData: nodeadmUserData({ maxPods: 234 }) });
    await stage.create(NODE_GROUP, nodeGroupInputs({ instanceTypes: ["m5.4xlarge"], launchTemplate }));
    const pods = stage.cluster.nodes().map(({ status }) => status?.capacity?.["pods"]);
    assert.deepEqual(pods, ["110", "110"]);
  });

  it("runs Bottlerocket on arm64, and GPUs that no device plugin has told of yet", async () => {
    const stage = await stageForNodes();
    stage.putLaunchTemplate("lt-1", { userData: bottlerocketUserData({ maxPods: 42 }) });
    const bottlerocket = { releaseVersion: "1.65.0-0be31b34", launchTemplate };
    await stage.create(
      NODE_GROUP,
      nodeGroupInputs({ ...bottlerocket, amiType: "BOTTLEROCKET_ARM_64", instanceTypes: ["m7g.large"] }),
    );
    const [node] = stage.cluster.nodes();
    assert.equal(node?.status?.nodeInfo?.osImage, "Bottlerocket OS 1.65.0 (aws-k8s-1.36)");
    assert.equal(node.metadata?.labels?.["kubernetes.io/arch"], "arm64");
    assert.equal(node.status.capacity?.["pods"], "42");

    await stage.create(
      NODE_GROUP,
      nodeGroupInputs({
        ...bottlerocket,
        nodeGroupName: "gpu",
        amiType: "BOTTLEROCKET_x86_64_NVIDIA",
        instanceTypes: ["g5.xlarge"],
      }),
    );
    const gpu = stage.cluster
      .nodes()
      .find(({ metadata }) => metadata?.labels?.["eks.amazonaws.com/nodegroup"] === "gpu");
    assert.equal(gpu?.status?.nodeInfo?.osImage, "Bottlerocket OS 1.65.0 (aws-k8s-1.36-nvidia)");
    assert.equal("nvidia.com/gpu" in (gpu.status.capacity ?? {}), false);
  });
});
