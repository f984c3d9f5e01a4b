import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { Properties } from "../../../provider/values";
import { AUTO_SCALING_GROUP, CapacityFailure, type InstanceRunner } from "../../autoscaling";
import type { Call } from "../../resourceType";
import { CLUSTER, type EksContext } from "../context";
import { endInstance, type Instance, instancesOf, launchInstance, OutOfAddresses } from "../node/instances";
import type { V1Node } from "../kubernetes/types";
import { launchNodes, nodeReference, registerNodes, terminateNode } from "../node/nodes";
import { selfManagedGroup, type SelfManagedGroup } from "./group";

/** Runs the instances of Auto Scaling groups; those that can join their cluster become nodes of it. */
export function selfManagedNodes(context: EksContext): InstanceRunner {
  return async (call, { before, after }) => {
    if (!after) {
      call.status("terminating instances");
      return terminate(context, call, instancesOf(call, before.id));
    }
    const group = selfManagedGroup(context, call, after);
    if (!group) return;
    if (before && startsRefresh(before.inputs, after.inputs)) await refresh(context, call, group, after.inputs);
    await scale(context, call, group);
  };
}

/** Lets instances in that could not join their cluster before, if they can by now. */
export async function joinStrangers(context: EksContext, call: Call, clusterName: string): Promise<void> {
  const objects = context.objects(call);
  for (const stored of call.account.list(AUTO_SCALING_GROUP).filter(({ hidden }) => !hidden)) {
    const group = selfManagedGroup(context, call, stored);
    if (group?.cluster?.id !== clusterName) continue;
    const strangers: Instance[] = [];
    for (const instance of instancesOf(call, group.name)) {
      if (!(await objects.get<V1Node>(nodeReference(instance.nodeName)))) strangers.push(instance);
    }
    if (strangers.length > 0 && (await group.plan.joinObstacle()) === undefined) {
      await registerNodes(context, call, objects, group.plan, strangers);
    }
  }
}

async function scale(context: EksContext, call: Call, group: SelfManagedGroup): Promise<void> {
  const present = instancesOf(call, group.name);
  const missing = group.desiredCapacity - present.length;
  if (missing > 0) await launch(context, call, group, missing);
  if (missing < 0) await terminate(context, call, present.slice(0, -missing));
}

async function launch(context: EksContext, call: Call, group: SelfManagedGroup, count: number): Promise<void> {
  const { plan, cluster } = group;
  call.status(`launching ${count} ${count === 1 ? "instance" : "instances"}`);
  try {
    if (!cluster) {
      for (let launched = 0; launched < count; launched++) launchInstance(call, plan);
      // Without a name there is nothing to join: the instances serve another purpose.
      if (plan.clusterName !== "") warn(call, plan.clusterName, await plan.joinObstacle());
      return;
    }
    const { obstacle } = await launchNodes(context, call, context.objects(call), plan, count);
    warn(call, plan.clusterName, obstacle);
  } catch (error) {
    if (!(error instanceof OutOfAddresses)) throw error;
    throw new CapacityFailure(`Could not launch instances. ${error.message} Launching EC2 instance failed.`);
  }
}

function warn(call: Call, clusterName: string, obstacle: string | undefined): void {
  if (obstacle === undefined) return;
  call.warn(`the instances run, but none of them is a Ready node of cluster ${clusterName}: ${obstacle}`);
}

/** Auto Scaling knows nothing of Kubernetes: no cordon, no eviction, no disruption budget. */
async function terminate(context: EksContext, call: Call, instances: readonly Instance[]): Promise<void> {
  for (const instance of instances) {
    if (call.account.get(CLUSTER, instance.clusterName)) {
      await terminateNode(context, call, context.objects(call), instance);
    } else endInstance(call, instance);
  }
}

const refreshInputs = z.looseObject({
  preferences: z
    .looseObject({
      minHealthyPercentage: z.number().default(90),
      maxHealthyPercentage: z.number().default(100),
    })
    .optional(),
  triggers: z.array(z.string()).default([]),
});

/** Inputs of which the provider starts a refresh in any case; `tag` stands for `tags` in the list of others. */
const TRIGGERS = ["launchConfiguration", "launchTemplate", "mixedInstancesPolicy"];

function startsRefresh(before: Properties, after: Properties): boolean {
  if (!after.instanceRefresh) return false;
  const { triggers } = refreshInputs.parse(after.instanceRefresh);
  const names = [...TRIGGERS, ...triggers.map((name) => (name === "tag" ? "tags" : camelCase(name)))];
  return names.some((name) => !isDeepStrictEqual(before[name], after[name]));
}

function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_match, letter: string) => letter.toUpperCase());
}

/**
 * Replaces the instances in batches: old ones go first, unless the group may be larger than it should be and never smaller.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-refresh-overview.html
 */
async function refresh(context: EksContext, call: Call, group: SelfManagedGroup, inputs: Properties): Promise<void> {
  const { preferences } = refreshInputs.parse(inputs.instanceRefresh);
  const { minHealthyPercentage: min = 90, maxHealthyPercentage: max = 100 } = preferences ?? {};
  const old = instancesOf(call, group.name);
  const launchesFirst = min === 100 && max > 100;
  const share = launchesFirst ? max - 100 : 100 - min;
  const batchSize = Math.max(1, Math.floor((old.length * share) / 100));
  for (let done = 0; done < old.length; done += batchSize) {
    const batch = old.slice(done, done + batchSize);
    call.status(`instance refresh: ${done} of ${old.length} replaced`);
    if (launchesFirst) await launch(context, call, group, batch.length);
    await terminate(context, call, batch);
    if (!launchesFirst) await launch(context, call, group, batch.length);
  }
}
