import { createHash } from "node:crypto";
import table from "./ami-releases.json";

/** A release of an EKS-optimised AMI, and what a node that was started from it says of itself. */
export interface AmiRelease {
  /** `1.36.4-20260930` for Amazon Linux, `1.65.0-0be31b34` for Bottlerocket. */
  readonly version: string;
  /** `v1.36.4-eks-3b4a6ca` */
  readonly kubeletVersion: string;
  readonly osImage: string;
  readonly kernelVersion: string;
  readonly containerRuntimeVersion: string;
}

interface ReleaseRow {
  readonly release: string;
  readonly build?: string;
  readonly os?: string;
  readonly kernel?: string;
}

const amazonLinux: Readonly<Record<string, readonly ReleaseRow[]>> = table.amazonLinux2023;

/** The releases of an AMI type for a Kubernetes minor, oldest first; none when EKS has no such AMI. */
export function amiReleases(amiType: string, minor: string): AmiRelease[] {
  if (amiType.startsWith("AL2023_")) return amazonLinuxReleases(minor);
  if (amiType.startsWith("BOTTLEROCKET_"))
    return bottlerocketReleases(minor, amiType.endsWith("_NVIDIA") ? "-nvidia" : "");
  return [];
}

export function latestRelease(amiType: string, minor: string): AmiRelease | undefined {
  return amiReleases(amiType, minor).at(-1);
}

/** Id of the image in the region: made up, but always the same for the same image. */
export function imageId(region: string, amiType: string, minor: string, release: string): string {
  return `ami-0${createHash("sha256").update([region, amiType, minor, release].join()).digest("hex").slice(0, 16)}`;
}

/** The AMI types that the twin knows releases of. https://docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html */
const AMI_TYPES = [
  "AL2023_x86_64_STANDARD",
  "AL2023_ARM_64_STANDARD",
  "AL2023_x86_64_NVIDIA",
  "AL2023_ARM_64_NVIDIA",
  "AL2023_x86_64_NEURON",
  "BOTTLEROCKET_x86_64",
  "BOTTLEROCKET_ARM_64",
  "BOTTLEROCKET_x86_64_NVIDIA",
  "BOTTLEROCKET_ARM_64_NVIDIA",
];

/** An image that EKS or Bottlerocket published. */
export interface PublishedImage {
  readonly amiType: string;
  /** Kubernetes minor. */
  readonly minor: string;
  readonly release: AmiRelease;
}

/** What is in the image of this id; `undefined` for one that nobody published in the region. */
export function publishedImage(region: string, id: string): PublishedImage | undefined {
  for (const amiType of AMI_TYPES) {
    for (const minor of Object.keys(amazonLinux)) {
      const release = amiReleases(amiType, minor).find(
        ({ version }) => imageId(region, amiType, minor, version) === id,
      );
      if (release) return { amiType, minor, release };
    }
  }
  return undefined;
}

function amazonLinuxReleases(minor: string): AmiRelease[] {
  const rows = amazonLinux[minor] ?? [];
  return rows.map((row, index) => {
    // Where nobody printed a release's own kubelet build, the next newer one's stands in.
    const seen = rows.slice(index).find((candidate) => candidate.build);
    return {
      version: row.release,
      kubeletVersion: `v${row.release.split("-")[0]}-${seen?.build}`,
      osImage: `Amazon Linux ${seen?.os}`,
      kernelVersion: `${seen?.kernel}.amzn2023.x86_64`,
      containerRuntimeVersion: "containerd://2.2.7+unknown",
    };
  });
}

/** @param variant what the names of its images end with: `-nvidia` */
function bottlerocketReleases(minor: string, variant: string): AmiRelease[] {
  // A Bottlerocket release carries the newest patch of every minor of its day.
  const patch = amazonLinux[minor]?.at(-1)?.release.split("-")[0];
  if (!patch) return [];
  return table.bottlerocket.releases.map((release) => ({
    version: release,
    kubeletVersion: `v${patch}-${table.bottlerocket.build}`,
    osImage: `Bottlerocket OS ${release.split("-")[0]} (aws-k8s-${minor}${variant})`,
    kernelVersion: "6.12.103",
    containerRuntimeVersion: "containerd://2.2.7+bottlerocket",
  }));
}
