import { text } from "../read";
import { randomUUID } from "node:crypto";
import type { StoredResource } from "../account";
import { arnOf, now } from "../identifiers";
import type { Call, Created, ResourceType } from "../resourceType";
import { addNodeRoleEntry, removeNodeRoleEntry } from "./accessEntries";
import type { ClusterObjects } from "./clusterObjects";
import { activeCluster, type EksContext, EksOperation, NODE_GROUP, ofCluster } from "./context";
import { drain } from "./drain";
import { resolveLaunchTemplate } from "./launchTemplate";
import { isPublic, subnetsOf } from "./network";
import { type NodeGroupInputs, parseNodeGroupInputs } from "./nodeGroupInputs";
import {
  checkImageChange,
  checkLabels,
  checkNewNodeGroup,
  checkScaling,
  checkUpdateConfig,
  resolveImage,
  resolveInstanceTypes,
} from "./nodeGroupRules";
import { applyLabelsAndTaints, replaceNodes, scale } from "./nodeGroupUpdate";
import { autoScalingGroup, instancesOf, launchNodes, type NodePlan, OutOfAddresses, terminateNode } from "./nodes";
import { vpcConfigOf } from "./storedCluster";

/** Managed node groups. */
export function nodeGroupType(context: EksContext): ResourceType {
  return {
    type: NODE_GROUP,

    async create(call, inputs): Promise<Created> {
      const group = parseNodeGroupInputs(inputs);
      const operation = operationOn("CreateNodegroup", group);
      const { cluster, plan } = planNewGroup(call, group, operation);
      const scalingGroup = autoScalingGroup(group);
      call.account.put(scalingGroup);
      addNodeRoleEntry(call, cluster, group.nodeRoleArn);

      call.status("CREATING: launching instances");
      const objects = context.objects(call);
      const issue = await launch(context, call, objects, plan);
      if (!issue) call.status("ACTIVE");
      return {
        id: `${group.clusterName}:${group.nodeGroupName}`,
        outputs: {
          arn: arnOf(call, "eks", `nodegroup/${group.clusterName}/${group.nodeGroupName}/${randomUUID()}`),
          status: issue ? "CREATE_FAILED" : "ACTIVE",
          ...attributesOf(plan),
          resources: [{ autoscalingGroups: [{ name: scalingGroup.id }], remoteAccessSecurityGroupId: "" }],
          createdAt: now(),
        },
        ...(issue !== undefined && {
          failure:
            `waiting for EKS Node Group (${group.clusterName}:${group.nodeGroupName}) create: unexpected state 'CREATE_FAILED', ` +
            `wanted target 'ACTIVE'. last error: ${issue}`,
        }),
      };
    },

    async update(call, current, news, changed) {
      const group = parseNodeGroupInputs(news);
      const before = parseNodeGroupInputs(current.inputs);
      if (current.outputs["status"] === "CREATE_FAILED") {
        throw operationOn("UpdateNodegroupConfig", group).refuse(
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
        const obstacle = await replaceNodes(context, call, objects, plan);
        if (obstacle) throw updateFailure("UpdateNodegroupVersion", group, obstacle);
        attributes = attributesOf(plan);
        call.account.put({ ...current, outputs: { ...current.outputs, ...attributes } });
      }
      if (touches("labels", "scalingConfig", "taints", "updateConfig", "nodeRepairConfig", "warmPoolConfig")) {
        const operation = operationOn("UpdateNodegroupConfig", group);
        checkScaling(group, operation);
        checkUpdateConfig(group, operation);
        checkLabels(group, operation);
        call.status("UPDATING");
        await applyLabelsAndTaints(call, objects, before, group);
        const obstacle = await scale(context, call, objects, currentPlan(call, current, group));
        if (obstacle) throw updateFailure("UpdateNodegroupConfig", group, obstacle);
      }
      call.status("ACTIVE");
      return attributes;
    },

    async delete(call, current) {
      const group = parseNodeGroupInputs(current.inputs);
      const { clusterName, nodeGroupName } = group;
      const objects = context.objects(call);
      call.status("DELETING: draining nodes");
      const instances = instancesOf(call, clusterName, nodeGroupName);
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

function operationOn(name: string, { clusterName, nodeGroupName }: NodeGroupInputs): EksOperation {
  return new EksOperation(name, `EKS Node Group (${clusterName}:${nodeGroupName})`);
}

function planNewGroup(
  call: Call,
  group: NodeGroupInputs,
  operation: EksOperation,
): { cluster: StoredResource; plan: NodePlan } {
  const cluster = activeCluster(call, group.clusterName, operation);
  const template = resolveLaunchTemplate(call, group, operation);
  const subnets = checkNewNodeGroup(call, group, cluster, template, operation);
  const image = resolveImage(group, text(cluster.outputs["version"]) ?? "", template, operation);
  const instanceTypes = resolveInstanceTypes(group, template, image.amiType, operation);
  const { clusterSecurityGroupId } = vpcConfigOf(cluster);
  return { cluster, plan: { inputs: group, image, instanceTypes, template, subnets, clusterSecurityGroupId } };
}

function planNewImage(call: Call, current: StoredResource, group: NodeGroupInputs): NodePlan {
  const operation = operationOn("UpdateNodegroupVersion", group);
  const cluster = activeCluster(call, group.clusterName, operation);
  const clusterVersion = text(cluster.outputs["version"]) ?? "";
  const template = resolveLaunchTemplate(call, group, operation);
  const amiType = text(current.outputs["amiType"]) ?? "";
  const version = group.version ?? text(current.outputs["version"]) ?? "";
  const before = {
    amiType,
    version: text(current.outputs["version"]) ?? "",
    releaseVersion: text(current.outputs["releaseVersion"]) ?? "",
  };
  const image = resolveImage({ ...group, amiType }, version, template, operation);
  checkImageChange(before, image, clusterVersion, operation);
  return { ...currentPlan(call, current, group), template, image };
}

/** The plan that the group's nodes were launched by, with the group's present inputs. */
function currentPlan(call: Call, current: StoredResource, group: NodeGroupInputs): NodePlan {
  const operation = operationOn("UpdateNodegroupConfig", group);
  const cluster = activeCluster(call, group.clusterName, operation);
  const { amiType, version, releaseVersion } = current.outputs;
  const image = {
    amiType: text(amiType) ?? "",
    version: text(version) ?? "",
    releaseVersion: text(releaseVersion) ?? "",
  };
  const template = resolveLaunchTemplate(call, group, operation);
  return {
    inputs: group,
    image,
    template,
    instanceTypes: resolveInstanceTypes(group, template, image.amiType, operation),
    subnets: subnetsOf(call, group.subnetIds, operation),
    clusterSecurityGroupId: vpcConfigOf(cluster).clusterSecurityGroupId,
  };
}

/** Brings a new group to its desired size. @returns the health issue that it ends with */
async function launch(
  context: EksContext,
  call: Call,
  objects: ClusterObjects,
  plan: NodePlan,
): Promise<string | undefined> {
  const { nodeGroupName, scalingConfig } = plan.inputs;
  const invalid = publicSubnetIssue(call, plan);
  if (invalid) return invalid;
  try {
    const { instances, obstacle } = await launchNodes(context, call, objects, plan, scalingConfig.desiredSize);
    if (obstacle === undefined) return undefined;
    const ids = instances.map(({ id }) => id).join(", ");
    return `${ids}: NodeCreationFailure: Instances failed to join the kubernetes cluster: ${obstacle}`;
  } catch (error) {
    if (!(error instanceof OutOfAddresses)) throw error;
    return `eks-${nodeGroupName}: ${error.message}`;
  }
}

/** Nodes in a public subnet reach the cluster only with a public address of their own. */
function publicSubnetIssue(call: Call, { inputs, subnets }: NodePlan): string | undefined {
  const refused = subnets.filter((subnet) => isPublic(call, subnet) && !subnet.publicAddresses).map(({ id }) => id);
  if (refused.length === 0) return undefined;
  return (
    `${inputs.nodeGroupName}: Ec2SubnetInvalidConfiguration: One or more Amazon EC2 Subnets of [${refused.join(", ")}] ` +
    `for node group ${inputs.nodeGroupName} does not automatically assign public IP addresses to instances launched into it.`
  );
}

function attributesOf({ image, inputs, instanceTypes, template }: NodePlan) {
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

function updateFailure(operation: string, { clusterName, nodeGroupName }: NodeGroupInputs, issue: string): Error {
  const what = operation === "UpdateNodegroupVersion" ? "version update" : "config update";
  return new Error(
    `waiting for EKS Node Group (${clusterName}:${nodeGroupName}) ${what} (${randomUUID()}): unexpected state 'Failed', wanted target 'Successful'. last error: ${issue}`,
  );
}
