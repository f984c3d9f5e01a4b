import type { Properties } from "../provider/values";
import type { StoredResource } from "./account";
import { refuseGroup } from "./autoScalingRules";
import { SUBNET } from "./ec2/types";
import { newId } from "./generic";
import { isAbsent } from "./paths";
import { text, texts } from "./read";
import type { Call, Created, ResourceType } from "./resourceType";

export const AUTO_SCALING_GROUP = "aws:autoscaling/group:Group";

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

const LAUNCHERS = ["launchConfiguration", "launchTemplate", "mixedInstancesPolicy"];

function zonesOf(call: Call, inputs: Properties): string[] {
  const zones = texts(inputs.vpcZoneIdentifiers).flatMap(
    (subnet) => text(call.account.get(SUBNET, subnet)?.outputs.availabilityZone) ?? [],
  );
  return [...new Set([...zones, ...texts(inputs.availabilityZones)])].sort();
}

/** Auto Scaling groups. */
export function autoScalingTypes(run: InstanceRunner): readonly ResourceType[] {
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
      const failure = await capacityFailure(id, run(call, { before: undefined, after }));
      return { id, outputs, ...(failure !== undefined && { failure }) };
    },
    async update(call, current, news): Promise<Properties> {
      refuseGroup(call, "UpdateAutoScalingGroup", news);
      const own = {
        desiredCapacity: news.desiredCapacity ?? within(current.outputs.desiredCapacity, news),
        availabilityZones: zonesOf(call, news),
      };
      const after = { ...current, inputs: news, outputs: { ...current.outputs, ...news, ...own } };
      const failure = await capacityFailure(current.id, run(call, { before: current, after }));
      if (failure !== undefined) throw new Error(failure);
      return own;
    },
    async delete(call, current) {
      await run(call, { before: current, after: undefined });
    },
  };
  return [group];
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

/** New bounds pull along a capacity that lies outside them. */
function within(capacity: Properties[string], { minSize, maxSize }: Properties): number {
  return Math.min(Math.max(Number(capacity ?? 0), Number(minSize ?? 0)), Number(maxSize ?? 0));
}
