import { imageArchitecture } from "../../capacity/images";
import { instanceType, isInstanceType } from "../../capacity/instanceTypes";
import type { Properties } from "../provider/values";
import { SECURITY_GROUP, SUBNET } from "./ec2/types";
import { publishedImage } from "./eks/images/amiReleases";
import { AwsError } from "./error";
import { INSTANCE_PROFILE } from "./iam/types";
import { type InstanceTemplate, instanceTemplateOf, launchData, overridesOf } from "./launchData";
import { isAbsent, valuesAt } from "./paths";
import { shown, text, texts } from "./read";
import type { Call } from "./resourceType";

function refuse(operation: string, inputs: Properties, message: string): AwsError {
  return new AwsError(
    "Auto Scaling",
    operation,
    `Auto Scaling Group (${shown(inputs.name)})`,
    "ValidationError",
    message,
  );
}

/** Refuses a group as CreateAutoScalingGroup and UpdateAutoScalingGroup do. */
export function refuseGroup(call: Call, operation: string, inputs: Properties): void {
  const invalid = (message: string) => refuse(operation, inputs, message);
  const { minSize, maxSize, desiredCapacity } = inputs;
  const [min, max] = [Number(minSize ?? 0), Number(maxSize ?? 0)];
  if (min > max) throw invalid(`Max bound, ${max}, must be greater than or equal to min bound, ${min}`);
  if (desiredCapacity !== undefined && (Number(desiredCapacity) < min || Number(desiredCapacity) > max))
    throw invalid(
      `Desired capacity:${Number(desiredCapacity)} must be between the specified min size:${min} and max size:${max}`,
    );
  const subnets = texts(inputs.vpcZoneIdentifiers);
  if (subnets.length === 0 && texts(inputs.availabilityZones).length === 0)
    throw invalid("At least one Availability Zone or VPC Subnet is required.");
  const networks = new Set(subnets.map((subnet) => call.account.get(SUBNET, subnet)?.outputs.vpcId));
  if (networks.size > 1) throw invalid("The subnets of the group are not in the same network");
  const reason = refreshProblem(inputs) ?? launchProblem(call, inputs, text([...networks][0]));
  if (reason !== undefined) throw invalid(reason);
}

/** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RefreshPreferences.html */
function refreshProblem(inputs: Properties): string | undefined {
  const [min] = valuesAt(inputs, "instanceRefresh.preferences.minHealthyPercentage");
  const [max] = valuesAt(inputs, "instanceRefresh.preferences.maxHealthyPercentage");
  if (min !== undefined && (Number(min) < 0 || Number(min) > 100))
    return "MinHealthyPercentage must be between 0 and 100";
  if (max !== undefined && (Number(max) < 100 || Number(max) > 200))
    return "MaxHealthyPercentage must be between 100 and 200";
  if (Number(max ?? 100) - Number(min ?? 90) > 100)
    return "The difference between MinHealthyPercentage and MaxHealthyPercentage cannot be greater than 100";
  return undefined;
}

const INCOMPLETE = "You must use a valid fully-formed launch template.";

function launchProblem(call: Call, inputs: Properties, vpcId: string | undefined): string | undefined {
  const data = launchData(call, inputs);
  if (!data) return `${INCOMPLETE} The specified launch template or version does not exist.`;
  const types = overridesOf(inputs);
  if (
    isAbsent(data.imageId) ||
    (isAbsent(data.instanceType) && isAbsent(data.instanceRequirements) && types.length === 0)
  )
    return `${INCOMPLETE} The request must contain the parameter ImageId and InstanceType`;
  const template = instanceTemplateOf(data);
  return (
    mixedInstancesProblem(inputs, template, types) ??
    imageProblem(call, template, types) ??
    profileProblem(call, template) ??
    securityGroupProblem(call, template, vpcId)
  );
}

/** https://docs.aws.amazon.com/autoscaling/ec2/userguide/mixed-instances-groups-set-up-overview.html */
function mixedInstancesProblem(
  inputs: Properties,
  template: InstanceTemplate,
  types: readonly string[],
): string | undefined {
  if (isAbsent(inputs.mixedInstancesPolicy)) return undefined;
  if (template.isSpot)
    return (
      "You cannot use a launch template that is set to request Spot Instances (InstanceMarketOptions) " +
      "when you configure an Auto Scaling group with a mixed instances policy. Add a different launch template to the group and try again."
    );
  const twice = types.find((type, index) => types.indexOf(type) !== index);
  if (twice !== undefined) return `Found duplicate instance type: ${twice}. Each override needs a type of its own.`;
  const distribution = "mixedInstancesPolicy.instancesDistribution";
  const [percentage] = valuesAt(inputs, `${distribution}.onDemandPercentageAboveBaseCapacity`);
  if (percentage !== undefined && (Number(percentage) < 0 || Number(percentage) > 100))
    return "OnDemandPercentageAboveBaseCapacity must be between 0 and 100";
  const [base] = valuesAt(inputs, `${distribution}.onDemandBaseCapacity`);
  if (base !== undefined && Number(base) < 0) return "OnDemandBaseCapacity must be 0 or more";
  const [strategy = "lowest-price"] = valuesAt(inputs, `${distribution}.spotAllocationStrategy`);
  const [pools] = valuesAt(inputs, `${distribution}.spotInstancePools`);
  if (pools !== undefined && strategy !== "lowest-price")
    return "SpotInstancePools option is only available with the lowest-price allocation strategy.";
  return undefined;
}

function imageProblem(call: Call, template: InstanceTemplate, overrides: readonly string[]): string | undefined {
  const image = publishedImage(call.region, template.imageId);
  if (!image) return `${INCOMPLETE} InvalidAMIID.NotFound: The image id '[${template.imageId}]' does not exist`;
  const types = overrides.length > 0 ? overrides : [template.instanceType];
  const unknown = types.filter((name) => !isInstanceType(name));
  if (unknown.length > 0)
    return `${INCOMPLETE} The following supplied instance types do not exist: [${unknown.join(", ")}]`;
  const architecture = imageArchitecture(image.amiType);
  const unfit = types.find((name) => (instanceType(name).arch ?? architecture) !== architecture);
  if (unfit !== undefined)
    return (
      `The architecture '${instanceType(unfit).arch === "arm64" ? "arm64" : "x86_64"}' of the specified instance type does not match ` +
      `the architecture '${architecture === "arm64" ? "arm64" : "x86_64"}' of the specified AMI. ` +
      `Specify an instance type and an AMI that have matching architectures, and try again. (${unfit})`
    );
  return undefined;
}

function profileProblem(call: Call, { instanceProfile }: InstanceTemplate): string | undefined {
  if (instanceProfile === undefined || findInstanceProfile(call, instanceProfile)) return undefined;
  return `${INCOMPLETE} Value (${instanceProfile}) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name`;
}

function securityGroupProblem(
  call: Call,
  { securityGroupIds }: InstanceTemplate,
  vpcId: string | undefined,
): string | undefined {
  for (const id of securityGroupIds) {
    const group = call.account.get(SECURITY_GROUP, id);
    if (!group) return `${INCOMPLETE} The security group '${id}' does not exist`;
    if (vpcId !== undefined && group.outputs.vpcId !== vpcId)
      return `Security group ${id} and the subnets of the group belong to different networks`;
  }
  return undefined;
}

/** @param reference name or ARN */
export function findInstanceProfile(call: Call, reference: string) {
  return call.account
    .list(INSTANCE_PROFILE)
    .find(({ outputs }) => outputs.name === reference || outputs.arn === reference);
}
