/** What the name of an AMI type says. https://docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html */

/** The operating system of an image, as the pins of its releases name it. */
export type ImageFamily = "al2023" | "bottlerocket";

export const imageFamily = (amiType: string): ImageFamily =>
  amiType.startsWith("BOTTLEROCKET_") ? "bottlerocket" : "al2023";

/** Architecture of the instances that an image is for, as Kubernetes calls it. */
export const imageArchitecture = (amiType: string): "amd64" | "arm64" =>
  amiType.includes("_ARM_64") ? "arm64" : "amd64";
