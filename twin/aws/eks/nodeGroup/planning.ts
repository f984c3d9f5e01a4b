import type { StoredResource } from "../../account";
import { text } from "../../read";
import type { Call } from "../../resourceType";
import { activeCluster, EksOperation } from "../context";
import { resolveLaunchTemplate } from "../node/launchTemplate";
import { subnetsOf } from "../network";
import type { NodeGroupInputs } from "./inputs";
import { nodeGroupId, type NodeGroupPlan } from "./plan";
import { checkImageChange, checkNewNodeGroup, resolveImage, resolveInstanceTypes } from "./rules";
import { vpcConfigOf } from "../cluster/stored";

/** The API call on the group, as its errors name it. */
export function nodeGroupOperation(name: string, group: NodeGroupInputs): EksOperation {
  return new EksOperation(name, `EKS Node Group (${nodeGroupId(group)})`);
}

/** What a new group starts its nodes from; refused as CreateNodegroup does. */
export function planNewGroup(
  call: Call,
  group: NodeGroupInputs,
  operation: EksOperation,
): { cluster: StoredResource; plan: NodeGroupPlan } {
  const cluster = activeCluster(call, group.clusterName, operation);
  const template = resolveLaunchTemplate(call, group, operation);
  const subnets = checkNewNodeGroup(call, group, cluster, template, operation);
  const image = resolveImage(call, group, text(cluster.outputs["version"]) ?? "", template, operation);
  const instanceTypes = resolveInstanceTypes(group, template, image.amiType, operation);
  const { clusterSecurityGroupId } = vpcConfigOf(cluster);
  return { cluster, plan: { inputs: group, image, instanceTypes, template, subnets, clusterSecurityGroupId } };
}

/** What the group shall start its nodes from; refused as UpdateNodegroupVersion does. */
export function planNewImage(call: Call, current: StoredResource, group: NodeGroupInputs): NodeGroupPlan {
  const operation = nodeGroupOperation("UpdateNodegroupVersion", group);
  const cluster = activeCluster(call, group.clusterName, operation);
  const plan = planOf(call, cluster, current, group, operation);
  const { amiType, version } = plan.image;
  const clusterVersion = text(cluster.outputs["version"]) ?? "";
  const image = resolveImage(call, { ...group, amiType }, group.version ?? version, plan.template, operation);
  checkImageChange(plan.image, image, clusterVersion, operation);
  return { ...plan, image };
}

/** The plan that the group's nodes were launched by, with the group's present inputs. */
export function currentPlan(call: Call, current: StoredResource, group: NodeGroupInputs): NodeGroupPlan {
  const operation = nodeGroupOperation("UpdateNodegroupConfig", group);
  return planOf(call, activeCluster(call, group.clusterName, operation), current, group, operation);
}

function planOf(
  call: Call,
  cluster: StoredResource,
  current: StoredResource,
  group: NodeGroupInputs,
  operation: EksOperation,
): NodeGroupPlan {
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
