import { imageArchitecture } from "../../../../capacity/images";
import { instanceType } from "../../../../capacity/instanceTypes";
import { minorsAhead } from "../../../../upgrade/eksVersions";
import { amiReleases } from "../images/amiReleases";
import type { EksOperation } from "../context";
import type { NodeGroupInputs } from "./inputs";

/** Refuses a new node group as CreateNodegroup does. */
export function checkNewNodeGroup(group: NodeGroupInputs, clusterVersion: string, operation: EksOperation): void {
  checkScaling(group, operation);
  if (group.version !== clusterVersion) {
    throw operation.invalid(
      `Nodegroup Kubernetes version ${group.version} must be the cluster's current version ${clusterVersion}`,
    );
  }
  checkRelease(group, operation);
  const { amiType, instanceTypes } = group;
  const unfit = instanceTypes.filter((name) => !fits(name, amiType));
  if (unfit.length > 0) {
    throw operation.invalid(`[${unfit.join(", ")}] is not a valid instance type for requested amiType ${amiType}`);
  }
}

function checkRelease({ amiType, version, releaseVersion }: NodeGroupInputs, operation: EksOperation): void {
  const released = amiReleases(amiType, version).map((release) => release.version);
  if (!released.includes(releaseVersion)) {
    throw operation.invalid(
      `Requested Nodegroup release version ${releaseVersion} is invalid. Allowed release version is ${released.at(-1)}`,
    );
  }
}

function fits(name: string, amiType: string): boolean {
  const isGpu = /^(p\d|g\d(?!\w*-flex))/.test(name);
  return instanceType(name).arch === imageArchitecture(amiType) && isGpu === amiType.includes("NVIDIA");
}

export function checkScaling({ scalingConfig }: NodeGroupInputs, operation: EksOperation): void {
  const { minSize, desiredSize, maxSize } = scalingConfig;
  if (minSize > desiredSize) {
    throw operation.invalid(`Minimum capacity ${minSize} can't be greater than desired size ${desiredSize}`);
  }
  if (desiredSize > maxSize) {
    throw operation.invalid(`Desired capacity ${desiredSize} can't be greater than max size ${maxSize}`);
  }
}

/** Refuses another version or release as UpdateNodegroupVersion does. */
export function checkImageChange(
  current: NodeGroupInputs,
  wanted: NodeGroupInputs,
  clusterVersion: string,
  operation: EksOperation,
): void {
  checkRelease(wanted, operation);
  if (minorsAhead(wanted.version, clusterVersion) > 0) {
    throw operation.invalid(
      `Nodegroup Kubernetes version should be less than or equal to the cluster's version ${clusterVersion}: ${wanted.version}`,
    );
  }
  if (minorsAhead(wanted.version, current.version) < 0) {
    throw operation.invalid(
      `Nodegroup Kubernetes version can't be lowered from ${current.version} to ${wanted.version}: make a new node group`,
    );
  }
  const releases = amiReleases(wanted.amiType, wanted.version).map(({ version }) => version);
  const isOlder = releases.indexOf(wanted.releaseVersion) < releases.indexOf(current.releaseVersion);
  if (wanted.version === current.version && isOlder) {
    throw operation.invalid(
      `Nodegroup release version can't be lowered from ${current.releaseVersion} to ${wanted.releaseVersion}`,
    );
  }
}
