import { type AmiRelease, amiReleases, imageId, latestRelease } from "./amiReleases";

/** An image by its name, which has its day. */
const AMAZON_LINUX =
  /^\/aws\/service\/eks\/optimized-ami\/(?<minor>[\d.]+)\/amazon-linux-2023\/(?<arch>x86_64|arm64)\/(?<variant>standard|nvidia|neuron)\/amazon-eks-node-al2023-\k<arch>-\k<variant>-\k<minor>-v(?<day>\d{8})\/image_id$/;

const BOTTLEROCKET =
  /^\/aws\/service\/bottlerocket\/aws-k8s-(?<minor>\d+\.\d+)(?<variant>(?:-nvidia)?)\/(?<arch>x86_64|arm64)\/(?<version>\d[\w.-]*)\/image_id$/;

const RECOMMENDED =
  /^\/aws\/service\/eks\/optimized-ami\/(?<minor>[\d.]+)\/amazon-linux-2023\/(?<arch>x86_64|arm64)\/(?<variant>standard|nvidia|neuron)\/recommended\/release_version$/;

const LATEST_BOTTLEROCKET =
  /^\/aws\/service\/bottlerocket\/aws-k8s-(?<minor>\d+\.\d+)(?<variant>(?:-nvidia)?)\/(?<arch>x86_64|arm64)\/latest\/image_version$/;

/**
 * The public SSM parameters in which AWS publishes the ids of its images of fixed releases; `undefined` for a name that it does not have.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/retrieve-ami-id.html
 * @see https://docs.aws.amazon.com/eks/latest/userguide/retrieve-ami-id-bottlerocket.html
 */
export function imageParameter(region: string, name: string): string | undefined {
  const groups = (AMAZON_LINUX.exec(name) ?? BOTTLEROCKET.exec(name))?.groups;
  if (!groups) return undefined;
  const { minor = "", day, version: wanted } = groups;
  const amiType = amiTypeOf(groups, day === undefined);
  const isMeant = ({ version }: AmiRelease) => (day === undefined ? version === wanted : version.endsWith(`-${day}`));
  const release = amiReleases(amiType, minor).find(isMeant);
  return release && imageId(region, amiType, minor, release.version);
}

/** What the public SSM parameters say of the newest release; `undefined` for a name that AWS does not have. */
export function recommendedRelease(name: string): string | undefined {
  const amazonLinux = RECOMMENDED.exec(name)?.groups;
  const groups = amazonLinux ?? LATEST_BOTTLEROCKET.exec(name)?.groups;
  return groups && latestRelease(amiTypeOf(groups, !amazonLinux), groups.minor ?? "")?.version;
}

function amiTypeOf({ arch, variant = "" }: Readonly<Record<string, string>>, isBottlerocket: boolean): string {
  const architecture = arch === "arm64" ? "ARM_64" : "x86_64";
  if (isBottlerocket) return `BOTTLEROCKET_${architecture}${variant.replace("-", "_").toUpperCase()}`;
  return `AL2023_${architecture}_${variant.toUpperCase()}`;
}
