import assert from "node:assert/strict";
import { imageParameter } from "../../../../components/dataPlane/nodes/image";

describe("the image of self-managed nodes", () => {
  const cases: [string, string, string][] = [
    [
      "AL2023_x86_64_STANDARD",
      "1.36.4-20260930",
      "/aws/service/eks/optimized-ami/1.36/amazon-linux-2023/x86_64/standard/amazon-eks-node-al2023-x86_64-standard-1.36-v20260930/image_id",
    ],
    [
      "AL2023_ARM_64_STANDARD",
      "1.36.4-20260930",
      "/aws/service/eks/optimized-ami/1.36/amazon-linux-2023/arm64/standard/amazon-eks-node-al2023-arm64-standard-1.36-v20260930/image_id",
    ],
    [
      "AL2023_x86_64_NVIDIA",
      "1.36.4-20260930",
      "/aws/service/eks/optimized-ami/1.36/amazon-linux-2023/x86_64/nvidia/amazon-eks-node-al2023-x86_64-nvidia-1.36-v20260930/image_id",
    ],
    [
      "BOTTLEROCKET_x86_64",
      "1.65.0-0be31b34",
      "/aws/service/bottlerocket/aws-k8s-1.36/x86_64/1.65.0-0be31b34/image_id",
    ],
    [
      "BOTTLEROCKET_ARM_64_NVIDIA",
      "1.65.0-0be31b34",
      "/aws/service/bottlerocket/aws-k8s-1.36-nvidia/arm64/1.65.0-0be31b34/image_id",
    ],
  ];
  for (const [amiType, release, parameter] of cases) {
    it(`${amiType} is of a fixed release`, () => {
      assert.equal(imageParameter(amiType, "1.36", release), parameter);
    });
  }
});
