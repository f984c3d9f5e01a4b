import { type AmiRelease, amiReleases, imageId } from "./amiReleases";

/** `recommended` moves on by itself; the name of an image, with its day, stays. */
const AMAZON_LINUX =
  /^\/aws\/service\/eks\/optimized-ami\/(?<minor>[\d.]+)\/amazon-linux-2023\/(?<arch>x86_64|arm64)\/(?<variant>standard|nvidia|neuron)\/(?:recommended|amazon-eks-node-al2023-\k<arch>-\k<variant>-\k<minor>-v(?<day>\d{8}))\/(?<what>image_id|image_name|release_version)$/;

/** `latest` moves on by itself; a version stays, with or without the commit it was built from. */
const BOTTLEROCKET =
  /^\/aws\/service\/bottlerocket\/aws-k8s-(?<minor>\d+\.\d+)(?<variant>(?:-nvidia)?(?:-fips)?)\/(?<arch>x86_64|arm64)\/(?:latest|(?<version>\d[\w.-]*))\/(?<what>image_id|image_version)$/;

/**
 * The public SSM parameters in which AWS publishes the ids of its images; `undefined` for a name that it does not have.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/retrieve-ami-id.html
 * @see https://docs.aws.amazon.com/eks/latest/userguide/retrieve-ami-id-bottlerocket.html
 */
export function imageParameter(region: string, name: string): string | undefined {
  return amazonLinuxParameter(region, name) ?? bottlerocketParameter(region, name);
}

function amazonLinuxParameter(region: string, name: string): string | undefined {
  const found = AMAZON_LINUX.exec(name)?.groups;
  if (!found) return undefined;
  const { minor = "", arch = "", variant = "", day, what } = found;
  const amiType = `AL2023_${architecture(arch)}_${variant.toUpperCase()}`;
  const release = newest(amiType, minor, ({ version }) => day === undefined || version.endsWith(`-${day}`));
  if (!release) return undefined;
  if (what === "release_version") return release.version;
  if (what === "image_id") return imageId(region, amiType, minor, release.version);
  return `amazon-eks-node-al2023-${arch}-${variant}-${minor}-v${release.version.split("-")[1]}`;
}

function bottlerocketParameter(region: string, name: string): string | undefined {
  const found = BOTTLEROCKET.exec(name)?.groups;
  if (!found) return undefined;
  const { minor = "", arch = "", variant = "", version: wanted, what } = found;
  const amiType = `BOTTLEROCKET_${architecture(arch)}${variant.replaceAll("-", "_").toUpperCase()}`;
  const release = newest(amiType, minor, ({ version }) => [undefined, version, version.split("-")[0]].includes(wanted));
  if (!release) return undefined;
  return what === "image_id" ? imageId(region, amiType, minor, release.version) : release.version;
}

function newest(amiType: string, minor: string, fits: (release: AmiRelease) => boolean): AmiRelease | undefined {
  return amiReleases(amiType, minor).findLast(fits);
}

/** As names of AMI types have it. */
function architecture(arch: string): string {
  return arch === "arm64" ? "ARM_64" : "x86_64";
}
