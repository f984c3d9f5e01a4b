import { nodesAtOnce } from "../../../../capacity/nodesAtOnce";
import type { V1Node, V1Taint } from "../kubernetes/types";
import type { Call } from "../../resourceType";
import type { ClusterObjects } from "../kubernetes/objects";
import type { EksContext } from "../context";
import { drain, uncordon } from "../kubernetes/drain";
import { type NodeGroupInputs, nodeTaints } from "./inputs";
import { type Instance, instancesOf, OutOfAddresses } from "../node/instances";
import { nodeGroupId, nodePlan } from "./plan";
import { launchNodes, nodeReference, terminateNode } from "../node/nodes";

/**
 * Replaces every node of the group, as many at a time as it allows: a new one joins first (strategy DEFAULT), or an old one ends first (MINIMAL).
 *
 * @returns the health issue that the update failed with; nodes that were replaced before stay replaced
 * @see https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html
 */
export async function replaceNodes(
  context: EksContext,
  call: Call,
  cluster: ClusterObjects,
  group: NodeGroupInputs,
): Promise<string | undefined> {
  const old = instancesOf(call, nodeGroupId(group));
  const atOnce = nodesAtOnce(group.updateConfig, old.length);
  const endsFirst = group.updateConfig.updateStrategy === "MINIMAL";
  for (let done = 0; done < old.length; done += atOnce) {
    const batch = old.slice(done, done + atOnce);
    call.status(`UPDATING: node ${done + 1} of ${old.length}`);
    const steps = [
      () => addNodes(context, call, cluster, group, batch.length),
      () => endNodes(context, call, cluster, group, batch),
    ];
    for (const step of endsFirst ? steps.reverse() : steps) {
      const issue = await step();
      if (issue !== undefined) return issue;
    }
  }
  return undefined;
}

/** Brings the group to its desired size; the oldest nodes go first. @returns the health issue that stands in the way */
export async function scale(
  context: EksContext,
  call: Call,
  cluster: ClusterObjects,
  group: NodeGroupInputs,
): Promise<string | undefined> {
  const present = instancesOf(call, nodeGroupId(group));
  const missing = group.scalingConfig.desiredSize - present.length;
  if (missing > 0) return addNodes(context, call, cluster, group, missing);
  const surplus = present.slice(0, -missing);
  // Auto Scaling ends instances after a drain of limited length: no budget can stop it.
  for (const instance of missing < 0 ? surplus : []) {
    await drain(context, call, cluster, instance.nodeName, { force: true });
    await terminateNode(context, call, cluster, instance);
  }
  return undefined;
}

/** Brings changed labels and taints of the group to the nodes it has. */
export async function applyLabelsAndTaints(
  call: Call,
  cluster: ClusterObjects,
  before: NodeGroupInputs,
  after: NodeGroupInputs,
): Promise<void> {
  const removed = Object.keys(before.labels).filter((key) => !(key in after.labels));
  const labels = { ...Object.fromEntries(removed.map((key) => [key, null])), ...after.labels };
  const oldTaints = nodeTaints(before);
  for (const { nodeName } of instancesOf(call, nodeGroupId(after))) {
    const node = await cluster.get<V1Node>(nodeReference(nodeName));
    const others = (node?.spec?.taints ?? []).filter((taint) => !oldTaints.some((old) => sameTaint(old, taint)));
    await cluster.merge(nodeReference(nodeName), {
      metadata: { labels },
      spec: { taints: [...others, ...nodeTaints(after)] },
    });
  }
}

function sameTaint(a: V1Taint, b: V1Taint): boolean {
  return a.key === b.key && a.effect === b.effect;
}

async function addNodes(
  context: EksContext,
  call: Call,
  cluster: ClusterObjects,
  group: NodeGroupInputs,
  count: number,
): Promise<string | undefined> {
  try {
    const { obstacle } = await launchNodes(context, call, cluster, nodePlan(call, group), count);
    return (
      obstacle &&
      `NodeCreationFailure: Couldn't proceed with upgrade process as new nodes are not joining node group: ${obstacle}`
    );
  } catch (error) {
    if (error instanceof OutOfAddresses) {
      return `AsgInstanceLaunchFailures: Could not launch instances. ${error.message}`;
    }
    throw error;
  }
}

async function endNodes(
  context: EksContext,
  call: Call,
  cluster: ClusterObjects,
  { nodeGroupName }: NodeGroupInputs,
  instances: readonly Instance[],
): Promise<string | undefined> {
  const blocked = await Promise.all(
    instances.map(({ nodeName }) => drain(context, call, cluster, nodeName, { force: false })),
  );
  for (const [index, instance] of instances.entries()) {
    if (blocked[index]) await uncordon(cluster, instance.nodeName);
    else await terminateNode(context, call, cluster, instance);
  }
  const first = blocked.find((pod) => pod !== undefined);
  return (
    first &&
    `PodEvictionFailure: Reached max retries while trying to evict pods from nodes in node group ${nodeGroupName}: ${first.pod}: ${first.reason}`
  );
}
