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
  const folder = imageFolder(amiType, kubernetesVersion);
  if (imageFamily(amiType) === "bottlerocket") return `${folder}/${release}/image_id`;
  const date = release.slice(release.indexOf("-") + 1);
  const [architecture, variant] = folder.split("/").slice(-2);
  return `${folder}/amazon-eks-node-al2023-${architecture}-${variant}-${kubernetesVersion}-v${date}/image_id`;
}

/** Public SSM parameter with the release that AWS recommends today. Only for telling: a preview must not depend on the day. */
export const recommendedReleaseParameter = (amiType: string, kubernetesVersion: string): string =>
  imageFolder(amiType, kubernetesVersion) +
  (imageFamily(amiType) === "bottlerocket" ? "/latest/image_version" : "/recommended/release_version");

function imageFolder(amiType: string, kubernetesVersion: string): string {
  const architecture = imageArchitecture(amiType) === "arm64" ? "arm64" : "x86_64";
  const hasGpu = amiType.endsWith("_NVIDIA");
  if (imageFamily(amiType) === "bottlerocket")
    return `/aws/service/bottlerocket/aws-k8s-${kubernetesVersion}${hasGpu ? "-nvidia" : ""}/${architecture}`;
  const variant = hasGpu ? "nvidia" : amiType.endsWith("_NEURON") ? "neuron" : "standard";
  return `/aws/service/eks/optimized-ami/${kubernetesVersion}/amazon-linux-2023/${architecture}/${variant}`;
}
