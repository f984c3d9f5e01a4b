import { type AmiRelease, amiReleases, imageId } from "./amiReleases";

/** An image by its name, which has its day. */
const AMAZON_LINUX =
  /^\/aws\/service\/eks\/optimized-ami\/(?<minor>[\d.]+)\/amazon-linux-2023\/(?<arch>x86_64|arm64)\/(?<variant>standard|nvidia)\/amazon-eks-node-al2023-\k<arch>-\k<variant>-\k<minor>-v(?<day>\d{8})\/image_id$/;

const BOTTLEROCKET =
  /^\/aws\/service\/bottlerocket\/aws-k8s-(?<minor>\d+\.\d+)(?<variant>(?:-nvidia)?)\/(?<arch>x86_64|arm64)\/(?<version>\d[\w.-]*)\/image_id$/;

/**
 * The public SSM parameters in which AWS publishes the ids of its images of fixed releases; `undefined` for a name that it does not have.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/retrieve-ami-id.html
 * @see https://docs.aws.amazon.com/eks/latest/userguide/retrieve-ami-id-bottlerocket.html
 */
export function imageParameter(region: string, name: string): string | undefined {
  const {
    minor = "",
    arch,
    variant = "",
    day,
    version: wanted,
  } = (AMAZON_LINUX.exec(name) ?? BOTTLEROCKET.exec(name))?.groups ?? {};
  const architecture = arch === "arm64" ? "ARM_64" : "x86_64";
  const amiType =
    day === undefined
      ? `BOTTLEROCKET_${architecture}${variant.replace("-", "_").toUpperCase()}`
      : `AL2023_${architecture}_${variant.toUpperCase()}`;
  const isMeant = ({ version }: AmiRelease) => (day === undefined ? version === wanted : version.endsWith(`-${day}`));
  const release = amiReleases(amiType, minor).find(isMeant);
  return release && imageId(region, amiType, minor, release.version);
}
