import assert from "node:assert/strict";
import { imageId } from "../../../../../twin/aws/eks/images/amiReleases";
import type { Properties } from "../../../../../twin/provider/values";
import { REGION } from "../../simulated";
import { NODE_GROUP, nodeGroupInputs, type Stage, stageForNodes } from "../stage";

function putTemplate(stage: Stage, version: Properties): void {
  const outputs = { name: "nodes", latestVersion: 1, defaultVersion: 1, __versions: [version] };
  stage.account.put({ type: "aws:ec2/launchTemplate:LaunchTemplate", id: "lt-1", inputs: version, outputs });
}

describe("EKS node group with a launch template", () => {
  it("takes size, disk and pod limit from a launch template", async () => {
    const stage = await stageForNodes();
    const userData = Buffer.from(
      [
        "MIME-Version: 1.0",
        'Content-Type: multipart/mixed; boundary="//"',
        "",
        "--//",
        "Content-Type: application/node.eks.aws",
        "",
        "apiVersion: node.eks.aws/v1alpha1",
        "kind: NodeConfig",
        "spec:",
        "  kubelet:",
        "    config:",
        "      maxPods: 110",
        "--//--",
      ].join("\n"),
    ).toString("base64");
    const version = { instanceType: "m5.xlarge", userData, blockDeviceMappings: [{ ebs: { volumeSize: 50 } }] };
    putTemplate(stage, version);
    await stage.create(
      NODE_GROUP,
      nodeGroupInputs({ instanceTypes: undefined, launchTemplate: { id: "lt-1", version: "1" } }),
    );
    const [node] = stage.cluster.nodes();
    assert.equal(node?.metadata?.labels?.["node.kubernetes.io/instance-type"], "m5.xlarge");
    assert.equal(node.status?.capacity?.["pods"], "110");
    assert.equal(node.status.allocatable?.["cpu"], "3920m");
    await assert.rejects(
      stage.create(NODE_GROUP, nodeGroupInputs({ nodeGroupName: "two", launchTemplate: { id: "lt-1", version: "1" } })),
      /InvalidRequestException: You cannot specify an instance type in both/,
    );
    await assert.rejects(
      stage.create(
        NODE_GROUP,
        nodeGroupInputs({
          nodeGroupName: "three",
          instanceTypes: undefined,
          diskSize: 30,
          launchTemplate: { id: "lt-1", version: "1" },
        }),
      ),
      /InvalidParameterException: Disk size must be specified within the launch template/,
    );
    await assert.rejects(
      stage.create(
        NODE_GROUP,
        nodeGroupInputs({
          nodeGroupName: "four",
          instanceTypes: undefined,
          launchTemplate: { id: "lt-1", version: "7" },
        }),
      ),
      /InvalidRequestException: Could not find the specified version 7/,
    );
  });

  it("runs Bottlerocket on arm64 with TOML settings, and GPUs that no device plugin has told of yet", async () => {
    const stage = await stageForNodes();
    const toml = '[settings.kubernetes]\nmax-pods = 42\n[settings.kubernetes.node-labels]\ntier = "web"\n';
    putTemplate(stage, { userData: Buffer.from(toml).toString("base64") });
    await stage.create(
      NODE_GROUP,
      nodeGroupInputs({
        amiType: "BOTTLEROCKET_ARM_64",
        releaseVersion: "1.65.0-0be31b34",
        instanceTypes: ["m7g.large"],
        launchTemplate: { id: "lt-1", version: "1" },
      }),
    );
    const [node] = stage.cluster.nodes();
    assert.equal(node?.status?.nodeInfo?.osImage, "Bottlerocket OS 1.65.0 (aws-k8s-1.36)");
    assert.equal(node.metadata?.labels?.["kubernetes.io/arch"], "arm64");
    assert.equal(node.metadata.labels["tier"], "web");
    assert.equal(node.status.capacity?.["pods"], "42");

    await stage.create(
      NODE_GROUP,
      nodeGroupInputs({
        nodeGroupName: "gpu",
        amiType: "BOTTLEROCKET_x86_64_NVIDIA",
        releaseVersion: "1.65.0-0be31b34",
        instanceTypes: ["g5.xlarge"],
      }),
    );
    const gpu = stage.cluster
      .nodes()
      .find(({ metadata }) => metadata?.labels?.["eks.amazonaws.com/nodegroup"] === "gpu");
    assert.equal(gpu?.status?.nodeInfo?.osImage, "Bottlerocket OS 1.65.0 (aws-k8s-1.36-nvidia)");
    assert.equal("nvidia.com/gpu" in (gpu.status.capacity ?? {}), false);
  });

  const templates: readonly [what: string, data: Properties, over: Properties, message: RegExp][] = [
    [
      "user data that EKS can't merge",
      { userData: Buffer.from("#!/bin/sh\n").toString("base64") },
      {},
      /CREATE_FAILED.*Ec2LaunchTemplateInvalidConfiguration: User data was not in the MIME multipart format/,
    ],
    [
      "user data for another system",
      { userData: Buffer.from("Content-Type: multipart/mixed").toString("base64") },
      { amiType: "BOTTLEROCKET_x86_64", releaseVersion: "1.65.0-0be31b34" },
      /User data was not in the TOML format/,
    ],
    [
      "an image that is not there",
      { imageId: "ami-0123456789abcdef0" },
      { releaseVersion: undefined },
      /InvalidAMIID\.NotFound: The image id '\[ami-0123456789abcdef0\]' does not exist/,
    ],
    [
      "an image of its own without all that a node needs to know",
      { imageId: imageId(REGION, "AL2023_x86_64_STANDARD", "1.36", "1.36.4-20260930") },
      { releaseVersion: undefined },
      /NodeCreationFailure: .*expects a NodeConfig for nodeadm in the user data/,
    ],
  ];
  for (const [what, data, over, message] of templates) {
    it(`fails with a launch template that has ${what}`, async () => {
      const stage = await stageForNodes();
      putTemplate(stage, data);
      const launchTemplate = { id: "lt-1", version: "1" };
      await assert.rejects(stage.create(NODE_GROUP, nodeGroupInputs({ ...over, launchTemplate })), message);
      assert.deepEqual(stage.cluster.names("Node"), []);
    });
  }
});
