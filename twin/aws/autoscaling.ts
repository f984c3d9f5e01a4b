import { isObject, type Properties } from "../provider/values";
import type { StoredResource } from "./account";
import { AwsError } from "./error";
import { launchTemplateVersion } from "./ec2/launchTemplates";
import { LAUNCH_CONFIGURATION, SUBNET } from "./ec2/types";
import { newId } from "./generic";
import { isAbsent, valuesAt } from "./paths";
import { objects, shown, text, texts } from "./read";
import type { Call, Created, ResourceType } from "./resourceType";

export const AUTO_SCALING_GROUP = "aws:autoscaling/group:Group";

export interface AutoScalingGroupChange {
  /** `undefined`: the group is new. */
  readonly before: StoredResource | undefined;
  /** `undefined`: the group goes. */
  readonly after: StoredResource | undefined;
}

/** Told of every group that comes, changes or goes, before its call ends: whoever runs the instances. */
export type AutoScalingGroupObserver = (call: Call, change: AutoScalingGroupChange) => void | Promise<void>;

const observers = new Set<AutoScalingGroupObserver>();

/** @returns how to stop being told */
export function onAutoScalingGroupChange(observer: AutoScalingGroupObserver): () => void {
  observers.add(observer);
  return () => observers.delete(observer);
}

async function tell(call: Call, change: AutoScalingGroupChange): Promise<void> {
  for (const observer of observers) await observer(call, change);
}

function refuse(operation: string, inputs: Properties, message: string): AwsError {
  return new AwsError(
    "Auto Scaling",
    operation,
    `Auto Scaling Group (${shown(inputs.name)})`,
    "ValidationError",
    message,
  );
}

const LAUNCHERS = ["launchConfiguration", "launchTemplate", "mixedInstancesPolicy"];

/** What the group starts its instances from: the launch template's version or the launch configuration. */
export function launchData(call: Call, inputs: Properties): Properties | undefined {
  const configuration = text(inputs.launchConfiguration);
  if (configuration !== undefined) return call.account.get(LAUNCH_CONFIGURATION, configuration)?.outputs;
  const [specification] = isAbsent(inputs.launchTemplate)
    ? valuesAt(inputs, "mixedInstancesPolicy.launchTemplate.launchTemplateSpecification")
    : [inputs.launchTemplate];
  if (!isObject(specification)) return undefined;
  const reference =
    text(specification.id) ??
    text(specification.launchTemplateId) ??
    text(specification.name) ??
    text(specification.launchTemplateName);
  return reference === undefined ? undefined : launchTemplateVersion(call.account, reference, specification.version);
}

function refuseGroup(call: Call, operation: string, inputs: Properties): void {
  const { minSize, maxSize, desiredCapacity } = inputs;
  const [min, max] = [Number(minSize ?? 0), Number(maxSize ?? 0)];
  if (min > max)
    throw refuse(operation, inputs, `Max bound, ${max}, must be greater than or equal to min bound, ${min}`);
  if (desiredCapacity !== undefined && (Number(desiredCapacity) < min || Number(desiredCapacity) > max))
    throw refuse(
      operation,
      inputs,
      `Desired capacity:${Number(desiredCapacity)} must be between the specified min size:${min} and max size:${max}`,
    );
  const subnets = texts(inputs.vpcZoneIdentifiers);
  if (subnets.length === 0 && texts(inputs.availabilityZones).length === 0)
    throw refuse(operation, inputs, "At least one Availability Zone or VPC Subnet is required.");
  const networks = new Set(subnets.map((subnet) => call.account.get(SUBNET, subnet)?.outputs.vpcId));
  if (networks.size > 1) throw refuse(operation, inputs, "The subnets of the group are not in the same network");
  const data = launchData(call, inputs);
  if (!data)
    throw refuse(
      operation,
      inputs,
      "You must use a valid fully-formed launch template. The specified launch template or version does not exist.",
    );
  const overridden = valuesAt(inputs, "mixedInstancesPolicy.launchTemplate.overrides").length > 0;
  if (isAbsent(data.imageId) || (isAbsent(data.instanceType) && isAbsent(data.instanceRequirements) && !overridden))
    throw refuse(
      operation,
      inputs,
      "You must use a valid fully-formed launch template. The request must contain the parameter ImageId and InstanceType",
    );
}

function zonesOf(call: Call, inputs: Properties): string[] {
  const zones = texts(inputs.vpcZoneIdentifiers).flatMap(
    (subnet) => text(call.account.get(SUBNET, subnet)?.outputs.availabilityZone) ?? [],
  );
  return [...new Set([...zones, ...texts(inputs.availabilityZones)])].sort();
}

const group: ResourceType = {
  type: AUTO_SCALING_GROUP,
  check(inputs) {
    const given = LAUNCHERS.filter((name) => !isAbsent(inputs[name]));
    if (given.length === 1) return [];
    return [
      {
        property: given[0] ?? "launchTemplate",
        reason: `Invalid combination of arguments: one of ${LAUNCHERS.join(", ")} must be specified, got ${given.join(", ") || "none"}`,
      },
    ];
  },
  async create(call, inputs): Promise<Created> {
    refuseGroup(call, "CreateAutoScalingGroup", inputs);
    const id = newId(AUTO_SCALING_GROUP, call, inputs);
    const outputs = {
      desiredCapacity: inputs.desiredCapacity ?? inputs.minSize ?? 0,
      availabilityZones: zonesOf(call, inputs),
    };
    const after = { type: AUTO_SCALING_GROUP, id, inputs, outputs: { ...inputs, ...outputs } };
    await tell(call, { before: undefined, after });
    return { id, outputs };
  },
  async update(call, current, news): Promise<Properties> {
    refuseGroup(call, "UpdateAutoScalingGroup", news);
    const own = {
      desiredCapacity: news.desiredCapacity ?? within(current.outputs.desiredCapacity, news),
      availabilityZones: zonesOf(call, news),
    };
    await tell(call, {
      before: current,
      after: { ...current, inputs: news, outputs: { ...current.outputs, ...news, ...own } },
    });
    return own;
  },
  async delete(call, current) {
    await tell(call, { before: current, after: undefined });
  },
};

/** New bounds pull along a capacity that lies outside them. */
function within(capacity: Properties[string], { minSize, maxSize }: Properties): number {
  return Math.min(Math.max(Number(capacity ?? 0), Number(minSize ?? 0)), Number(maxSize ?? 0));
}

export const autoScalingTypes: readonly ResourceType[] = [group];

/** The tags that instances of the group get. */
export function propagatedTags({ inputs }: StoredResource): Record<string, string> {
  return Object.fromEntries(
    objects(inputs.tags)
      .filter(({ propagateAtLaunch }) => propagateAtLaunch === true)
      .map(({ key, value }) => [shown(key), shown(value)]),
  );
}
