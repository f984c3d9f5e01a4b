import { topLevel } from "../../../provider/values";
import { randomUUID } from "node:crypto";
import { arnOf, now } from "../../identifiers";
import { volumeKeyObstacle } from "../../kms";
import { WaitError } from "../../error";
import { instanceTemplate } from "../../launchData";
import type { Call, Created, ResourceType } from "../../resourceType";
import { tagPolicyViolation } from "../../tagPolicy";
import { addOwnEntry, removeOwnEntry } from "../access/entries";
import { versionOf } from "../cluster/stored";
import type { ClusterObjects } from "../kubernetes/objects";
import { activeCluster, type EksContext, type EksOperation, NODE_GROUP, ofCluster } from "../context";
import { drain } from "../kubernetes/drain";
import { instancesOf, OutOfAddresses } from "../node/instances";
import { type NodeGroupInputs, parseNodeGroupInputs } from "./inputs";
import { nodeGroupId, nodeGroupOperation, nodePlan } from "./plan";
import { checkImageChange, checkNewNodeGroup, checkScaling } from "./rules";
import { applyLabelsAndTaints, replaceNodes, scale } from "./update";
import { refuseToWait, refuseWhileUpdating } from "./updateTime";
import { launchNodes, terminateNode } from "../node/nodes";

/** Managed node groups. */
export function nodeGroupType(context: EksContext): ResourceType {
  return {
    type: NODE_GROUP,

    async create(call, inputs): Promise<Created> {
      const group = parseNodeGroupInputs(inputs);
      const { clusterName, nodeGroupName, nodeRoleArn: principalArn } = group;
      const operation = nodeGroupOperation("CreateNodegroup", group);
      checkNewNodeGroup(group, versionOf(activeCluster(call, clusterName, operation)), operation);
      checkTags(call, group, operation);
      addOwnEntry(call, { clusterName, principalArn, type: "EC2_LINUX" });

      call.status("CREATING: launching instances");
      const issue = await launch(context, call, context.objects(call), group);
      if (!issue) call.status("ACTIVE");
      return {
        id: nodeGroupId(group),
        outputs: {
          arn: arnOf(call, "eks", `nodegroup/${clusterName}/${nodeGroupName}/${randomUUID()}`),
          status: issue ? "CREATE_FAILED" : "ACTIVE",
          diskSize: 0,
          resources: [
            {
              autoscalingGroups: [{ name: `eks-${nodeGroupName}-${randomUUID()}` }],
              remoteAccessSecurityGroupId: "",
            },
          ],
          createdAt: now(),
        },
        ...(issue !== undefined && {
          failure:
            `waiting for EKS Node Group (${nodeGroupId(group)}) create: unexpected state 'CREATE_FAILED', ` +
            `wanted target 'ACTIVE'. last error: ${issue}`,
        }),
      };
    },

    async update(call, current, news, changed) {
      const group = parseNodeGroupInputs(news);
      const before = parseNodeGroupInputs(current.inputs);
      if (current.outputs["status"] === "CREATE_FAILED") {
        throw nodeGroupOperation("UpdateNodegroupConfig", group).refuse(
          "InvalidRequestException",
          "Nodegroup is in status CREATE_FAILED: nothing but a deletion is possible",
        );
      }
      const objects = context.objects(call);
      refuseWhileUpdating(context, current, group);
      const touches = (...names: string[]) => changed.some((path) => names.includes(topLevel(path)));
      if (touches("version", "releaseVersion", "launchTemplate")) {
        const operation = nodeGroupOperation("UpdateNodegroupVersion", group);
        checkImageChange(before, group, versionOf(activeCluster(call, group.clusterName, operation)), operation);
        checkTags(call, group, operation);
        call.status(`UPDATING: replacing nodes with ${group.releaseVersion}`);
        const nodes = instancesOf(call, current.id).length;
        const obstacle = volumeKeyIssue(call, group) ?? (await replaceNodes(context, call, objects, group));
        if (obstacle) throw updateFailure("version update", group, obstacle);
        refuseToWait(context, call, current, news, nodes);
      }
      // The provider sends the three sizes when one of them has changed, and none otherwise.
      const isScaled = touches("scalingConfig");
      if (isScaled) checkScaling(group, nodeGroupOperation("UpdateNodegroupConfig", group));
      if (isScaled || touches("labels", "taints", "updateConfig", "nodeRepairConfig")) {
        call.status("UPDATING");
        await applyLabelsAndTaints(call, objects, before, group);
        const obstacle = isScaled ? await scale(context, call, objects, group) : undefined;
        if (obstacle) throw updateFailure("config update", group, obstacle);
      }
      call.status("ACTIVE");
      return isScaled ? {} : { scalingConfig: current.outputs["scalingConfig"] ?? {} };
    },

    async delete(call, current) {
      const group = parseNodeGroupInputs(current.inputs);
      const { clusterName } = group;
      const objects = context.objects(call);
      call.status("DELETING: draining nodes");
      const instances = instancesOf(call, nodeGroupId(group));
      // The whole group goes: a budget that no node of it could keep may delay, but not stop it.
      await Promise.all(instances.map(({ nodeName }) => drain(context, call, objects, nodeName, { force: true })));
      for (const instance of instances) await terminateNode(context, call, objects, instance);
      const others = ofCluster(call, NODE_GROUP, clusterName).filter(({ id }) => id !== current.id);
      const roleInUse = others.some(({ inputs }) => inputs["nodeRoleArn"] === group.nodeRoleArn);
      if (!roleInUse) removeOwnEntry(call, clusterName, group.nodeRoleArn);
    },
  };
}

/** In the words of https://github.com/aws-samples/terraform-eks-code/issues/13, the failure decoded. */
function checkTags(call: Call, { launchTemplate: { id, version } }: NodeGroupInputs, operation: EksOperation): void {
  const violation = tagPolicyViolation(call, instanceTemplate(call, id, version));
  if (violation === undefined) return;
  throw operation.refuse(
    "InvalidRequestException",
    `You are not authorized to launch instances with this launch template. Authorization failure message: ${violation}`,
  );
}

function volumeKeyIssue(call: Call, group: NodeGroupInputs): string | undefined {
  const { nodeGroupName, capacityType, launchTemplate } = group;
  const template = instanceTemplate(call, launchTemplate.id, launchTemplate.version);
  const obstacle = volumeKeyObstacle(call, template, capacityType === "SPOT");
  return (
    obstacle &&
    `eks-${nodeGroupName}: AsgInstanceLaunchFailures: Instance became unhealthy while waiting for instance to be in InService state. Termination Reason: ${obstacle}`
  );
}

/** Brings a new group to its desired size. @returns the health issue that it ends with */
async function launch(
  context: EksContext,
  call: Call,
  objects: ClusterObjects,
  group: NodeGroupInputs,
): Promise<string | undefined> {
  const { nodeGroupName, scalingConfig } = group;
  const issue = volumeKeyIssue(call, group);
  if (issue !== undefined) return issue;
  try {
    const plan = nodePlan(call, group);
    const { instances, obstacle } = await launchNodes(context, call, objects, plan, scalingConfig.desiredSize);
    if (obstacle === undefined) return undefined;
    const ids = instances.map(({ id }) => id).join(", ");
    return `${ids}: NodeCreationFailure: Instances failed to join the kubernetes cluster: ${obstacle}`;
  } catch (error) {
    if (!(error instanceof OutOfAddresses)) throw error;
    return `eks-${nodeGroupName}: AsgInstanceLaunchFailures: Could not launch instances. ${error.message}`;
  }
}

function updateFailure(what: string, group: NodeGroupInputs, issue: string): Error {
  return new WaitError(
    `EKS Node Group (${nodeGroupId(group)}) ${what} (${randomUUID()})`,
    `unexpected state 'Failed', wanted target 'Successful'. last error: ${issue}`,
  );
}
