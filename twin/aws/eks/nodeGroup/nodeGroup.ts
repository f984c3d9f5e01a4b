import { randomUUID } from "node:crypto";
import type { StoredResource } from "../../account";
import { arnOf, now } from "../../identifiers";
import { text } from "../../read";
import type { Call, Created, ResourceType } from "../../resourceType";
import { addNodeRoleEntry, removeNodeRoleEntry } from "../access/entries";
import type { ClusterObjects } from "../kubernetes/objects";
import { type EksContext, NODE_GROUP, ofCluster } from "../context";
import { drain } from "../kubernetes/drain";
import { instancesOf, OutOfAddresses } from "../node/instances";
import { isPublic } from "../network";
import { maxUnavailable, type NodeGroupInputs, parseNodeGroupInputs } from "./inputs";
import { nodeGroupId, type NodeGroupPlan, nodePlan, userDataIssue } from "./plan";
import { currentPlan, nodeGroupOperation, planNewGroup, planNewImage } from "./planning";
import { checkLabels, checkScaling, checkUpdateConfig } from "./rules";
import { applyLabelsAndTaints, replaceNodes, scale } from "./update";
import { launchNodes, terminateNode } from "../node/nodes";

/** Managed node groups. */
export function nodeGroupType(context: EksContext): ResourceType {
  return {
    type: NODE_GROUP,

    async create(call, inputs): Promise<Created> {
      const group = parseNodeGroupInputs(inputs);
      const operation = nodeGroupOperation("CreateNodegroup", group);
      const { cluster, plan } = planNewGroup(call, group, operation);
      const scalingGroup = autoScalingGroup(group);
      call.account.put(scalingGroup);
      addNodeRoleEntry(call, cluster, group.nodeRoleArn);

      call.status("CREATING: launching instances");
      const objects = context.objects(call);
      const issue = await launch(context, call, objects, plan);
      if (!issue) call.status("ACTIVE");
      return {
        id: nodeGroupId(group),
        outputs: {
          arn: arnOf(call, "eks", `nodegroup/${group.clusterName}/${group.nodeGroupName}/${randomUUID()}`),
          status: issue ? "CREATE_FAILED" : "ACTIVE",
          ...attributesOf(plan),
          ...(group.updateConfig?.maxUnavailablePercentage === undefined && {
            updateConfig: { maxUnavailable: maxUnavailable(group) },
          }),
          resources: [{ autoscalingGroups: [{ name: scalingGroup.id }], remoteAccessSecurityGroupId: "" }],
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
      const touches = (...names: string[]) => changed.some((path) => names.includes(path.split(/[.[]/)[0] ?? ""));
      let attributes = {};
      if (touches("version", "releaseVersion", "launchTemplate")) {
        const plan = planNewImage(call, current, group);
        call.status(`UPDATING: replacing nodes with ${plan.image.releaseVersion}`);
        const obstacle = userDataIssue(plan) ?? (await replaceNodes(context, call, objects, plan));
        if (obstacle) throw updateFailure("UpdateNodegroupVersion", group, obstacle);
        attributes = attributesOf(plan);
        call.account.put({ ...current, outputs: { ...current.outputs, ...attributes } });
      }
      if (touches("labels", "scalingConfig", "taints", "updateConfig", "nodeRepairConfig", "warmPoolConfig")) {
        const operation = nodeGroupOperation("UpdateNodegroupConfig", group);
        checkScaling(group, operation);
        checkUpdateConfig(group, operation);
        checkLabels(group, operation);
        call.status("UPDATING");
        await applyLabelsAndTaints(call, objects, before, group);
        const obstacle = await scale(context, call, objects, currentPlan(call, current, group));
        if (obstacle) throw updateFailure("UpdateNodegroupConfig", group, obstacle);
        // The one takes the place of the other, which the group may have by default.
        if (group.updateConfig?.maxUnavailablePercentage !== undefined) {
          attributes = { ...attributes, updateConfig: { maxUnavailable: null } };
        }
      }
      call.status("ACTIVE");
      return attributes;
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
      removeScalingGroups(call, current);
      const others = ofCluster(call, NODE_GROUP, clusterName).filter(({ id }) => id !== current.id);
      const roleInUse = others.some(({ inputs }) => inputs["nodeRoleArn"] === group.nodeRoleArn);
      if (!roleInUse) removeNodeRoleEntry(call, clusterName, group.nodeRoleArn);
    },
  };
}

/** Brings a new group to its desired size. @returns the health issue that it ends with */
async function launch(
  context: EksContext,
  call: Call,
  objects: ClusterObjects,
  plan: NodeGroupPlan,
): Promise<string | undefined> {
  const { nodeGroupName, scalingConfig } = plan.inputs;
  const invalid = userDataIssue(plan) ?? publicSubnetIssue(call, plan);
  if (invalid) return invalid;
  try {
    const { instances, obstacle } = await launchNodes(
      context,
      call,
      objects,
      nodePlan(call, plan),
      scalingConfig.desiredSize,
    );
    if (obstacle === undefined) return undefined;
    const ids = instances.map(({ id }) => id).join(", ");
    return `${ids}: NodeCreationFailure: Instances failed to join the kubernetes cluster: ${obstacle}`;
  } catch (error) {
    if (!(error instanceof OutOfAddresses)) throw error;
    return `eks-${nodeGroupName}: AsgInstanceLaunchFailures: Could not launch instances. ${error.message}`;
  }
}

/** Nodes in a public subnet reach the cluster only with a public address of their own. */
function publicSubnetIssue(call: Call, { inputs, subnets }: NodeGroupPlan): string | undefined {
  const refused = subnets.filter((subnet) => isPublic(call, subnet) && !subnet.publicAddresses).map(({ id }) => id);
  if (refused.length === 0) return undefined;
  return (
    `${inputs.nodeGroupName}: Ec2SubnetInvalidConfiguration: One or more Amazon EC2 Subnets of [${refused.join(", ")}] ` +
    `for node group ${inputs.nodeGroupName} does not automatically assign public IP addresses to instances launched into it.`
  );
}

function attributesOf({ image, inputs, instanceTypes, template }: NodeGroupPlan) {
  return {
    amiType: image.amiType,
    capacityType: inputs.capacityType ?? "ON_DEMAND",
    diskSize: template ? 0 : (inputs.diskSize ?? 20),
    instanceTypes: template?.instanceType ? [] : [...instanceTypes],
    releaseVersion: image.releaseVersion,
    version: image.version,
    ...(template && { launchTemplate: { id: template.id, name: template.name, version: template.version } }),
  };
}

function removeScalingGroups(call: Call, { outputs }: StoredResource): void {
  const [resources] = Array.isArray(outputs["resources"]) ? outputs["resources"] : [];
  const groups =
    typeof resources === "object" && resources !== null && "autoscalingGroups" in resources
      ? resources["autoscalingGroups"]
      : [];
  for (const group of Array.isArray(groups) ? groups : []) {
    if (typeof group === "object" && group !== null && "name" in group) {
      call.account.remove("aws:autoscaling/group:Group", text(group["name"]) ?? "");
    }
  }
}

function updateFailure(operation: string, group: NodeGroupInputs, issue: string): Error {
  const what = operation === "UpdateNodegroupVersion" ? "version update" : "config update";
  return new Error(
    `waiting for EKS Node Group (${nodeGroupId(group)}) ${what} (${randomUUID()}): unexpected state 'Failed', wanted target 'Successful'. last error: ${issue}`,
  );
}

/** The Auto Scaling group that EKS makes for a node group. */
function autoScalingGroup({ nodeGroupName }: NodeGroupInputs): StoredResource {
  const name = `eks-${nodeGroupName}-${randomUUID()}`;
  return { type: "aws:autoscaling/group:Group", id: name, inputs: { name }, outputs: { name }, hidden: true };
}
