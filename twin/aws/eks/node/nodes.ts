import { instanceType } from "../../../../capacity/instanceTypes";
import { kwokNodeAnnotation } from "../../../controlPlane";
import type { Call } from "../../resourceType";
import type { ClusterObjects } from "../kubernetes/objects";
import { type EksContext, waitFor } from "../context";
import { removeNode } from "../kubernetes/drain";
import { isReady } from "../kubernetes/ready";
import { endInstance, type Instance, type InstanceLaunch, launchInstance, OutOfAddresses } from "./instances";
import type { V1Node } from "../kubernetes/types";
import { networkObstacle } from "./networkObstacle";
import { type NodeDetails, nodeObject, notReadyCondition } from "./object";

/** What the image, the group and the user data say of a node. */
export type NodeSettings = Pick<
  NodeDetails,
  "release" | "architecture" | "diskGiB" | "maxPods" | "reservations" | "labels" | "taints"
>;

/** How the nodes of a group are started, and what they say of themselves. */
export interface NodePlan extends InstanceLaunch {
  /** Why the instances can't register Nodes. */
  joinObstacle(): Promise<string | undefined>;
  settings(instance: Instance): NodeSettings;
}

/** How long policies, rules and access entries that are made at the same time may take, in milliseconds. */
const JOIN_PATIENCE = 20_000;

/** What became of a launch. */
export interface Launch {
  readonly instances: readonly Instance[];
  /** Why the instances do not become Ready nodes. */
  readonly obstacle?: string;
}

/**
 * Launches instances, registers a Node for each and waits until they are Ready.
 * @throws OutOfAddresses; what was launched before stays
 */
export async function launchNodes(
  context: EksContext,
  call: Call,
  cluster: ClusterObjects,
  plan: NodePlan,
  count: number,
): Promise<Launch> {
  const instances: Instance[] = [];
  let shortage: OutOfAddresses | undefined;
  try {
    while (instances.length < count) instances.push(launchInstance(call, plan));
  } catch (error) {
    if (!(error instanceof OutOfAddresses)) throw error;
    shortage = error;
  }
  const obstacle = await registerNodes(context, call, cluster, plan, instances);
  if (shortage) throw shortage;
  return { instances, ...(obstacle !== undefined && { obstacle }) };
}

/** Registers Nodes for instances that run, and waits until they are Ready. @returns why they do not become Ready */
export async function registerNodes(
  context: EksContext,
  call: Call,
  cluster: ClusterObjects,
  plan: NodePlan,
  instances: readonly Instance[],
): Promise<string | undefined> {
  if (instances.length === 0) return undefined;
  const patience = Math.min(context.patience, JOIN_PATIENCE);
  const stranger = await lastingObstacle(context, call, () => plan.joinObstacle(), patience);
  if (stranger !== undefined) return stranger;
  const noNetwork = await lastingObstacle(context, call, () =>
    networkObstacle(call, cluster, plan.clusterName, plan.nodeRoleArn),
  );
  for (const instance of instances) {
    await registerNode(context, call, cluster, plan, instance, noNetwork === undefined);
  }
  return noNetwork ?? readinessObstacle(context, call, cluster, instances);
}

/** Add-ons and roles may still be under way: only what lasts is an obstacle. */
async function lastingObstacle(
  context: EksContext,
  call: Call,
  look: () => Promise<string | undefined>,
  patience = context.patience,
): Promise<string | undefined> {
  let obstacle: string | undefined;
  await waitFor(
    context,
    call,
    async () => {
      obstacle = await look();
      return obstacle === undefined ? true : undefined;
    },
    patience,
  );
  return obstacle;
}

async function registerNode(
  context: EksContext,
  call: Call,
  cluster: ClusterObjects,
  plan: NodePlan,
  instance: Instance,
  becomesReady: boolean,
): Promise<void> {
  const subnet = plan.subnets.find(({ id }) => id === instance.subnetId);
  if (!subnet) throw new Error(`instance ${instance.id} is in ${instance.subnetId}, where its group is no more`);
  const node = nodeObject({
    clusterName: plan.clusterName,
    region: call.region,
    zone: subnet.zone,
    zoneId: subnet.zoneId,
    instanceId: instance.id,
    privateIp: instance.privateIp,
    instanceType: instanceType(instance.instanceType),
    ...plan.settings(instance),
  });
  const registered = { ...node, status: { ...node.status, conditions: [notReadyCondition(context.now())] } };
  await cluster.create(becomesReady ? keptByKwok(registered) : registered);
}

/** kwok takes a node over when it is created with the annotation, not when it gets it later. */
export function keptByKwok(node: V1Node): V1Node {
  const annotations = { ...node.metadata?.annotations, [kwokNodeAnnotation.key]: kwokNodeAnnotation.value };
  return { ...node, metadata: { ...node.metadata, annotations } };
}

async function readinessObstacle(
  context: EksContext,
  call: Call,
  cluster: ClusterObjects,
  instances: readonly Instance[],
): Promise<string | undefined> {
  const ready = await waitFor(context, call, async () => {
    const nodes = await Promise.all(instances.map(({ nodeName }) => cluster.get<V1Node>(nodeReference(nodeName))));
    return nodes.every((node) => node && isReady(node)) ? true : undefined;
  });
  return ready ? undefined : "the nodes did not become Ready in time";
}

/** Ends the instance: its Node goes, and its address is free again. */
export async function terminateNode(
  context: EksContext,
  call: Call,
  cluster: ClusterObjects,
  instance: Instance,
): Promise<void> {
  await removeNode(context, call, cluster, instance.nodeName);
  endInstance(call, instance);
}

export function nodeReference(name: string) {
  return { apiVersion: "v1", kind: "Node", name };
}
