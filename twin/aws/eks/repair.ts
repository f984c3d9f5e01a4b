import { existsSync } from "node:fs";
import { AUTO_SCALING_GROUP, CapacityFailure } from "../autoscaling";
import type { StoredResource } from "../account";
import type { Call } from "../resourceType";
import { removeBindingsExcept } from "./access/bindings";
import { addOwnEntry, writeIdentities } from "./access/entries";
import { grantAccess } from "./access/policyAssociation";
import { computeConfigOf } from "./cluster/inputs";
import { controlPlaneFiles, mayHaveKarpenter, startCompute, stopCompute } from "./compute/compute";
import { COMPUTE_TYPE, NODE_POOL_LABEL } from "./compute/controller";
import { ACCESS_POLICY_ASSOCIATION, CLUSTER, type EksContext, FARGATE_PROFILE, NODE_GROUP, ofCluster } from "./context";
import { removeNode } from "./kubernetes/drain";
import { endInstance, instancesOf, instancesOfCluster } from "./node/instances";
import type { V1Node } from "./kubernetes/types";
import { parseNodeGroupInputs } from "./nodeGroup/inputs";
import { nodeGroupId } from "./nodeGroup/plan";
import { scale } from "./nodeGroup/update";
import { joinStrangers, selfManagedNodes } from "./selfManaged/runner";
import { versionOf } from "./cluster/stored";

/**
 * Brings the cluster in line with the account after changes of it were cut off: the control plane, who is let in, the nodes of each group and the
 * compute of EKS's own. EKS does so all the time.
 */
export async function repairCluster(context: EksContext, call: Call): Promise<void> {
  const [cluster] = call.account.list(CLUSTER);
  if (!cluster) return call.cluster.discard({ isUnfinished: true });
  writeIdentities(call, cluster.id);
  await repairAccess(context, call, cluster);
  await repairCompute(context, call, cluster);
  await removeStrayNodes(context, call, cluster);
  for (const group of ofCluster(call, NODE_GROUP, cluster.id)) await repairNodeGroup(context, call, group);
  await repairAutoScalingGroups(context, call, cluster);
}

async function repairAccess(context: EksContext, call: Call, cluster: StoredResource): Promise<void> {
  const associations = ofCluster(call, ACCESS_POLICY_ASSOCIATION, cluster.id);
  await removeBindingsExcept(
    context.objects(call),
    associations.map(({ id }) => id),
  );
  for (const { id, inputs } of associations) await grantAccess(context, call, id, inputs);
}

async function repairCompute(context: EksContext, call: Call, cluster: StoredResource): Promise<void> {
  const isWanted =
    computeConfigOf(cluster.inputs) !== undefined ||
    ofCluster(call, FARGATE_PROFILE, cluster.id).length > 0 ||
    mayHaveKarpenter(call, cluster.id);
  const runs = existsSync(controlPlaneFiles(call.cluster).compute);
  if (isWanted && !runs) await startCompute(context, call, cluster.id, versionOf(cluster));
  if (!isWanted && runs) await stopCompute(context, call, cluster.id, versionOf(cluster));
}

/** Nodes whose instance is not there, and instances whose group is not. */
async function removeStrayNodes(context: EksContext, call: Call, cluster: StoredResource): Promise<void> {
  const objects = context.objects(call);
  const groups = [...call.account.list(NODE_GROUP), ...call.account.list(AUTO_SCALING_GROUP)].map(({ id }) => id);
  for (const instance of instancesOfCluster(call, cluster.id)) {
    if (!groups.includes(instance.group)) endInstance(call, instance);
  }
  const names = instancesOfCluster(call, cluster.id).map(({ nodeName }) => nodeName);
  for (const { metadata } of await objects.list<V1Node>("v1", "Node")) {
    const { name = "", labels = {} } = metadata ?? {};
    // Nodes of Fargate, Auto Mode and Karpenter are their controller's.
    const isOfController = COMPUTE_TYPE in labels || NODE_POOL_LABEL in labels;
    if (!names.includes(name) && !isOfController) await removeNode(context, call, objects, name);
  }
}

/** A managed group has as many nodes as it should; an instance that never became a node is replaced, as Auto Scaling does. */
async function repairNodeGroup(context: EksContext, call: Call, stored: StoredResource): Promise<void> {
  const group = parseNodeGroupInputs(stored.inputs);
  addOwnEntry(call, { clusterName: group.clusterName, principalArn: group.nodeRoleArn, type: "EC2_LINUX" });
  if (stored.outputs["status"] !== "ACTIVE") return;
  const objects = context.objects(call);
  const nodes = (await objects.list<V1Node>("v1", "Node")).map(({ metadata }) => metadata?.name);
  for (const instance of instancesOf(call, nodeGroupId(group))) {
    if (!nodes.includes(instance.nodeName)) endInstance(call, instance);
  }
  const obstacle = await scale(context, call, objects, group);
  if (obstacle !== undefined) call.warn(obstacle);
}

async function repairAutoScalingGroups(context: EksContext, call: Call, cluster: StoredResource): Promise<void> {
  const run = selfManagedNodes(context);
  for (const group of call.account.list(AUTO_SCALING_GROUP)) {
    try {
      await run(call, { before: undefined, after: group });
    } catch (error) {
      if (!(error instanceof CapacityFailure)) throw error;
      call.warn(error.message);
    }
  }
  await joinStrangers(context, call, cluster.id);
}
