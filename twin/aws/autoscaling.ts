import type { Properties } from "../provider/values";
import type { StoredResource } from "./account";
import { SECURITY_GROUP, SUBNET } from "./ec2/types";
import { AwsError } from "./error";
import { newId } from "./generic";
import { securityGroupsOf, templateOfGroup } from "./launchData";
import { isWithin } from "./paths";
import { shown, text, texts } from "./read";
import type { Call, Created, ResourceType } from "./resourceType";
import { tagPolicyViolation } from "./tagPolicy";

export const AUTO_SCALING_GROUP = "aws:autoscaling/group:Group";

/** Inputs that say what the group launches. */
export const TEMPLATES = ["launchTemplate", "mixedInstancesPolicy"];

/** A group comes, changes or goes. */
export type AutoScalingGroupChange =
  | { readonly before: StoredResource | undefined; readonly after: StoredResource }
  | { readonly before: StoredResource; readonly after: undefined };

/**
 * Runs the instances of the groups: told of every group that comes, changes or goes, before its call ends.
 * @throws CapacityFailure when there can't be as many instances as the group asks for
 */
export type InstanceRunner = (call: Call, change: AutoScalingGroupChange) => Promise<void>;

/** A scaling activity failed: the group is there, but has not the instances it should have. */
export class CapacityFailure extends Error {}

function zonesOf(call: Call, inputs: Properties): string[] {
  const zones = texts(inputs.vpcZoneIdentifiers).flatMap(
    (subnet) => text(call.account.get(SUBNET, subnet)?.outputs.availabilityZone) ?? [],
  );
  return [...new Set(zones)].sort();
}

/** Auto Scaling groups. */
export function autoScalingGroupType(run: InstanceRunner): ResourceType {
  return {
    type: AUTO_SCALING_GROUP,
    async create(call, inputs): Promise<Created> {
      refuseGroup(call, "CreateAutoScalingGroup", inputs);
      refuseForbiddenTemplate(call, "CreateAutoScalingGroup", inputs);
      const id = newId(AUTO_SCALING_GROUP, call, inputs);
      const outputs = { availabilityZones: zonesOf(call, inputs) };
      const after = { type: AUTO_SCALING_GROUP, id, inputs, outputs: { ...inputs, ...outputs } };
      const failure = await capacityFailure(id, run(call, { before: undefined, after }));
      return { id, outputs, ...(failure !== undefined && { failure }) };
    },
    async update(call, current, news, changed): Promise<Properties> {
      const own = { availabilityZones: zonesOf(call, news), desiredCapacity: desiredCapacity(current, news, changed) };
      refuseGroup(call, "UpdateAutoScalingGroup", { ...news, ...own });
      if (changed.some((path) => TEMPLATES.some((name) => isWithin(path, name))))
        refuseForbiddenTemplate(call, "UpdateAutoScalingGroup", news);
      const after = { ...current, inputs: news, outputs: { ...current.outputs, ...news, ...own } };
      const failure = await capacityFailure(current.id, run(call, { before: current, after }));
      if (failure !== undefined) throw new Error(failure);
      return own;
    },
    async delete(call, current) {
      await run(call, { before: current, after: undefined });
    },
  };
}

/**
 * The provider sends the desired capacity only when it has changed; otherwise Auto Scaling takes the present one into the limits.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_UpdateAutoScalingGroup.html
 */
function desiredCapacity({ outputs }: StoredResource, news: Properties, changed: readonly string[]): number {
  if (changed.includes("desiredCapacity")) return Number(news.desiredCapacity);
  return Math.max(Number(news.minSize), Math.min(Number(news.maxSize), Number(outputs.desiredCapacity)));
}

const refusal = (operation: string, { name }: Properties, code: string, message: string) =>
  new AwsError("Auto Scaling", operation, `Auto Scaling Group (${shown(name)})`, code, message);

/** Refuses a launch template that the caller may not launch: Auto Scaling asks EC2 when the group gets it. */
function refuseForbiddenTemplate(call: Call, operation: string, inputs: Properties): void {
  const violation = tagPolicyViolation(call, templateOfGroup(call, inputs));
  if (violation === undefined) return;
  throw refusal(operation, inputs, "AccessDenied", `You are not authorized to use launch template: ${violation}`);
}

/** Refuses a group as CreateAutoScalingGroup and UpdateAutoScalingGroup do. */
function refuseGroup(call: Call, operation: string, inputs: Properties): void {
  const invalid = (message: string) => refusal(operation, inputs, "ValidationError", message);
  const [min, max, desired] = [Number(inputs.minSize), Number(inputs.maxSize), Number(inputs.desiredCapacity)];
  if (desired < min || desired > max)
    throw invalid(`Desired capacity:${desired} must be between the specified min size:${min} and max size:${max}`);
  for (const id of securityGroupsOf(templateOfGroup(call, inputs))) {
    if (!call.account.get(SECURITY_GROUP, id))
      throw invalid(`You must use a valid fully-formed launch template. The security group '${id}' does not exist`);
  }
}

/** The provider waits for the capacity, and reports the scaling activity that failed. */
async function capacityFailure(name: string, running: Promise<void>): Promise<string | undefined> {
  try {
    await running;
    return undefined;
  } catch (error) {
    if (!(error instanceof CapacityFailure)) throw error;
    return `waiting for Auto Scaling Group (${name}) capacity satisfied: scaling activity: Failed: ${error.message}`;
  }
}
