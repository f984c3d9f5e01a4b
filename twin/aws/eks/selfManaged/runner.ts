import { isDeepStrictEqual } from "node:util";
import { valuesAt } from "../../paths";
import { AUTO_SCALING_GROUP, CapacityFailure, type InstanceRunner, TEMPLATES } from "../../autoscaling";
import type { Call } from "../../resourceType";
import type { EksContext } from "../context";
import { type Instance, instancesOf, OutOfAddresses } from "../node/instances";
import type { V1Node } from "../kubernetes/types";
import { launchNodes, nodeReference, registerNodes, terminateNode } from "../node/nodes";
import { selfManagedGroup, type SelfManagedGroup } from "./group";

/** Runs the instances of Auto Scaling groups, which are to be nodes of the cluster that their user data names. */
export function selfManagedNodes(context: EksContext): InstanceRunner {
  return async (call, { before, after }) => {
    if (!after) {
      call.status("terminating instances");
      return terminate(context, call, instancesOf(call, before.id));
    }
    const group = selfManagedGroup(call, after);
    // The provider starts an instance refresh for these.
    if (before && TEMPLATES.some((name) => !isDeepStrictEqual(before.inputs[name], after.inputs[name]))) {
      const [minHealthy] = valuesAt(after.inputs, "instanceRefresh.preferences.minHealthyPercentage");
      await refresh(context, call, group, Number(minHealthy));
    }
    await scale(context, call, group);
  };
}

/** Lets instances in that could not join their cluster before, if they can by now. */
export async function joinStrangers(context: EksContext, call: Call, clusterName: string): Promise<void> {
  const objects = context.objects(call);
  for (const stored of call.account.list(AUTO_SCALING_GROUP)) {
    const { name, plan } = selfManagedGroup(call, stored);
    if (plan.clusterName !== clusterName) continue;
    const strangers: Instance[] = [];
    for (const instance of instancesOf(call, name)) {
      if (!(await objects.get<V1Node>(nodeReference(instance.nodeName)))) strangers.push(instance);
    }
    if (strangers.length > 0 && (await plan.joinObstacle()) === undefined) {
      await registerNodes(context, call, objects, plan, strangers);
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
  const { plan, volumeKeyObstacle } = group;
  call.status(`launching ${count} ${count === 1 ? "instance" : "instances"}`);
  if (volumeKeyObstacle !== undefined) throw new CapacityFailure(volumeKeyObstacle);
  try {
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
  for (const instance of instances) await terminateNode(context, call, context.objects(call), instance);
}

/**
 * Replaces the instances in batches; old ones go first.
 * @param minHealthy percentage of the instances that go on working
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-refresh-overview.html
 */
async function refresh(context: EksContext, call: Call, group: SelfManagedGroup, minHealthy: number): Promise<void> {
  const old = instancesOf(call, group.name);
  const batchSize = Math.max(1, Math.floor((old.length * (100 - minHealthy)) / 100));
  for (let done = 0; done < old.length; done += batchSize) {
    const batch = old.slice(done, done + batchSize);
    call.status(`instance refresh: ${done} of ${old.length} replaced`);
    await terminate(context, call, batch);
    await launch(context, call, group, batch.length);
  }
}
