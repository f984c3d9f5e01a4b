import { imageArchitecture } from "../../../../capacity/images";
import { instanceType, isInstanceType } from "../../../../capacity/instanceTypes";
import { minorsAhead } from "../../../../upgrade/eksVersions";
import type { StoredResource } from "../../account";
import { roleAllows } from "../../iam/grants";
import type { Call } from "../../resourceType";
import { amiReleases, latestRelease, publishedImage } from "../images/amiReleases";
import { type EksOperation, NODE_GROUP, ofCluster } from "../context";
import type { LaunchTemplate } from "../node/launchTemplate";
import { type Subnet, subnetsOf } from "../network";
import type { NodeGroupInputs } from "./inputs";
import { versionOf, vpcConfigOf } from "../cluster/stored";

/** Quotas of EKS, both adjustable. */
const MAX_GROUPS = 30;
const MAX_NODES = 450;

const RESERVED_PREFIXES = ["kubernetes.io/", "k8s.io/", "eks.amazonaws.com/"];

/** What a group's nodes are started from. */
export interface NodeImage {
  readonly amiType: string;
  /** Kubernetes minor. */
  readonly version: string;
  readonly releaseVersion: string;
}

/** Refuses a new node group as CreateNodegroup does. @returns its subnets */
export function checkNewNodeGroup(
  call: Call,
  inputs: NodeGroupInputs,
  cluster: StoredResource,
  template: LaunchTemplate | undefined,
  operation: EksOperation,
): Subnet[] {
  if (ofCluster(call, NODE_GROUP, inputs.clusterName).length >= MAX_GROUPS) {
    throw operation.refuse("ResourceLimitExceededException", `A cluster can have ${MAX_GROUPS} node groups`);
  }
  checkScaling(inputs, operation);
  checkUpdateConfig(inputs, operation);
  checkLabels(inputs, operation);
  checkTemplateClashes(inputs, template, operation);
  checkNodeRole(call, inputs.nodeRoleArn, operation);
  const version = inputs.version;
  if (version !== undefined && version !== cluster.outputs["version"]) {
    throw operation.invalid(
      `Nodegroup Kubernetes version ${version} must be the cluster's current version ${versionOf(cluster)}`,
    );
  }
  return checkNodeSubnets(call, inputs, cluster, operation);
}

/** The version and release that the group is asked to have; the latest release where none is named. */
export function resolveImage(
  call: Call,
  inputs: NodeGroupInputs,
  version: string,
  template: LaunchTemplate | undefined,
  operation: EksOperation,
): NodeImage {
  const amiType = inputs.amiType ?? (template?.imageId ? "CUSTOM" : "AL2023_x86_64_STANDARD");
  if (template?.imageId !== undefined) {
    if (!publishedImage(call.region, template.imageId)) {
      throw operation.refuse(
        "InvalidRequestException",
        `InvalidAMIID.NotFound: The image id '[${template.imageId}]' does not exist`,
      );
    }
    return { amiType, version, releaseVersion: template.imageId };
  }
  if (amiType.startsWith("AL2_") && minorsAhead(version, "1.33") >= 0) {
    throw operation.invalid(`AMI Type ${amiType} is only supported for kubernetes versions 1.32 or earlier`);
  }
  if (amiType.startsWith("WINDOWS_") || amiType.startsWith("AL2_")) {
    throw new Error(`the twin knows no releases of ${amiType}: its nodes can't be simulated`);
  }
  const { releaseVersion = latestRelease(amiType, version)?.version } = inputs;
  const released = amiReleases(amiType, version).map((release) => release.version);
  if (releaseVersion === undefined || !released.includes(releaseVersion)) {
    throw operation.invalid(
      `Requested Nodegroup release version ${releaseVersion} is invalid. Allowed release version is ${released.at(-1)}`,
    );
  }
  return { amiType, version, releaseVersion };
}

/** Instance types of the group: its own, its template's or EKS's default. */
export function resolveInstanceTypes(
  inputs: NodeGroupInputs,
  template: LaunchTemplate | undefined,
  amiType: string,
  operation: EksOperation,
): string[] {
  const names = inputs.instanceTypes?.length ? inputs.instanceTypes : [template?.instanceType ?? "t3.medium"];
  const unknown = names.filter((name) => !isInstanceType(name));
  if (unknown.length > 0) {
    throw operation.invalid(`The following supplied instance types do not exist: [${unknown.join(", ")}]`);
  }
  const unfit = amiType === "CUSTOM" ? [] : names.filter((name) => !fits(name, amiType));
  if (unfit.length > 0) {
    throw operation.invalid(`[${unfit.join(", ")}] is not a valid instance type for requested amiType ${amiType}`);
  }
  if (new Set(names.map((name) => instanceType(name).arch)).size > 1) {
    throw operation.invalid("Instance types must all be of one architecture");
  }
  return names;
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
  if (maxSize > MAX_NODES) {
    throw operation.refuse("ResourceLimitExceededException", `A node group can have ${MAX_NODES} nodes`);
  }
}

export function checkUpdateConfig({ updateConfig }: NodeGroupInputs, operation: EksOperation): void {
  if (!updateConfig) return;
  const { maxUnavailable, maxUnavailablePercentage } = updateConfig;
  if ((maxUnavailable === undefined) === (maxUnavailablePercentage === undefined)) {
    throw operation.invalid("Specify exactly one of maxUnavailable and maxUnavailablePercentage");
  }
}

export function checkLabels({ labels = {}, taints = [] }: NodeGroupInputs, operation: EksOperation): void {
  const reserved = (key: string) => RESERVED_PREFIXES.some((prefix) => key.startsWith(prefix));
  const label = Object.keys(labels).find(reserved);
  if (label !== undefined) {
    throw operation.invalid(`Label cannot contain reserved prefixes [${RESERVED_PREFIXES.join(", ")}]: ${label}`);
  }
  const taint = taints.find(({ key }) => reserved(key));
  if (taint)
    throw operation.invalid(
      `Taint keys cannot contain reserved prefixes [${RESERVED_PREFIXES.join(", ")}]: ${taint.key}`,
    );
}

function checkTemplateClashes(
  inputs: NodeGroupInputs,
  template: LaunchTemplate | undefined,
  operation: EksOperation,
): void {
  if (!template) {
    if (inputs.capacityType === "CAPACITY_BLOCK") throw operation.invalid("CAPACITY_BLOCK needs a launch template");
    return;
  }
  if (inputs.diskSize !== undefined) throw operation.invalid("Disk size must be specified within the launch template.");
  if (inputs.remoteAccess) {
    throw operation.invalid("Remote access configuration cannot be specified with a launch template.");
  }
  if (template.instanceType !== undefined && inputs.instanceTypes?.length) {
    throw operation.refuse(
      "InvalidRequestException",
      "You cannot specify an instance type in both the launch template and the node group",
    );
  }
  const own = inputs.version ?? inputs.releaseVersion ?? (inputs.amiType === "CUSTOM" ? undefined : inputs.amiType);
  if (template.imageId !== undefined && own !== undefined) {
    throw operation.invalid(
      "You cannot specify an AMI type, version or release version when the launch template names an image",
    );
  }
}

function checkNodeRole(call: Call, arn: string, operation: EksOperation): void {
  const grant = roleAllows(call.account, arn, { service: "ec2.amazonaws.com" });
  if (grant.allowed) return;
  throw operation.invalid(
    grant.reason === "missing"
      ? `The role with name ${arn.slice(arn.lastIndexOf("/") + 1)} cannot be found.`
      : `Following required service principals [ec2.amazonaws.com] were not found in the trust relationships of nodeRole ${arn}`,
  );
}

function checkNodeSubnets(
  call: Call,
  inputs: NodeGroupInputs,
  cluster: StoredResource,
  operation: EksOperation,
): Subnet[] {
  const subnets = subnetsOf(call, inputs.subnetIds, operation);
  const { vpcId } = vpcConfigOf(cluster);
  const foreign = subnets.find((subnet) => subnet.vpcId !== vpcId);
  if (foreign) throw operation.invalid(`Subnet ${foreign.id} is not in the cluster's VPC ${vpcId}`);
  return subnets;
}

/** Refuses another version or release as UpdateNodegroupVersion does. */
export function checkImageChange(
  current: NodeImage,
  wanted: NodeImage,
  clusterVersion: string,
  operation: EksOperation,
): void {
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
