import { imageArchitecture, imageFamily } from "../../../capacity/images";

/**
 * Public SSM parameter with the image's id in a region. Of a fixed release: what `recommended` and `latest` stand for
 * changes from one preview to the next.
 *
 * @param release `1.36.4-20260930` for AL2023, `1.65.0-0be31b34` for Bottlerocket
 * @see https://docs.aws.amazon.com/eks/latest/userguide/retrieve-ami-id.html
 * @see https://docs.aws.amazon.com/eks/latest/userguide/retrieve-ami-id-bottlerocket.html
 */
export function imageParameter(amiType: string, kubernetesVersion: string, release: string): string {
  const architecture = imageArchitecture(amiType) === "arm64" ? "arm64" : "x86_64";
  const hasGpu = amiType.endsWith("_NVIDIA");
  if (imageFamily(amiType) === "bottlerocket") {
    const variant = `aws-k8s-${kubernetesVersion}${hasGpu ? "-nvidia" : ""}`;
    return `/aws/service/bottlerocket/${variant}/${architecture}/${release}/image_id`;
  }
  const variant = hasGpu ? "nvidia" : "standard";
  const date = release.slice(release.indexOf("-") + 1);
  const image = `amazon-eks-node-al2023-${architecture}-${variant}-${kubernetesVersion}-v${date}`;
  return `/aws/service/eks/optimized-ami/${kubernetesVersion}/amazon-linux-2023/${architecture}/${variant}/${image}/image_id`;
}
