import { imageArchitecture } from "../../../../capacity/images";
import { instanceType } from "../../../../capacity/instanceTypes";
import { managedLimit, maxPods } from "../../../../capacity/maxPods";
import { diskOf, type InstanceTemplate, instanceTemplate, securityGroupsOf } from "../../launchData";
import type { Call } from "../../resourceType";
import { CLUSTER, EksOperation } from "../context";
import { amiReleases, imageId } from "../images/amiReleases";
import { firstType, spreadTypes } from "../node/instances";
import { subnetsOf } from "../network";
import { type NodeGroupInputs, nodeTaints } from "./inputs";
import { endpointObstacle } from "../node/endpointObstacle";
import { nodeRoleObstacle } from "../node/role";
import type { NodePlan, NodeSettings } from "../node/nodes";
import { parseNodeUserData } from "../node/userData";

/** As the provider calls it: `demo:system`. */
export function nodeGroupId({
  clusterName,
  nodeGroupName,
}: Pick<NodeGroupInputs, "clusterName" | "nodeGroupName">): string {
  return `${clusterName}:${nodeGroupName}`;
}

/** The API call on the group, as its errors name it. */
export function nodeGroupOperation(name: string, group: NodeGroupInputs): EksOperation {
  return new EksOperation(name, `EKS Node Group (${nodeGroupId(group)})`);
}

/** How EKS starts the nodes of the group. */
export function nodePlan(call: Call, group: NodeGroupInputs): NodePlan {
  const { clusterName, nodeRoleArn, instanceTypes, subnetIds } = group;
  const template = instanceTemplate(call, group.launchTemplate.id, group.launchTemplate.version);
  const cluster = call.account.get(CLUSTER, clusterName);
  return {
    group: nodeGroupId(group),
    clusterName,
    nodeRoleArn,
    subnets: subnetsOf(call, subnetIds),
    securityGroupIds: securityGroupsOf(template),
    // On demand EKS buys the first type there is capacity of; of spot it takes what is least likely to be taken back.
    choose: group.capacityType === "SPOT" ? spreadTypes(instanceTypes) : firstType(instanceTypes),
    joinObstacle: () => Promise.resolve(nodeRoleObstacle(call, nodeRoleArn) ?? (cluster && endpointObstacle(cluster))),
    settings: (instance) => settingsOf(call, group, template, instance.instanceType),
  };
}

function settingsOf(call: Call, group: NodeGroupInputs, template: InstanceTemplate, typeName: string): NodeSettings {
  const { amiType, version, releaseVersion, launchTemplate } = group;
  const release = amiReleases(amiType, version).find((candidate) => candidate.version === releaseVersion);
  if (!release) throw new Error(`${releaseVersion} is no release of ${amiType} for Kubernetes ${version}`);
  const userData = parseNodeUserData(template.userData);
  const type = instanceType(typeName);
  return {
    release,
    architecture: type.arch ?? imageArchitecture(amiType),
    diskGiB: diskOf(template),
    maxPods: Math.min(userData.maxPods ?? maxPods(type), managedLimit(type)),
    reservations: userData.reservations,
    labels: {
      ...userData.labels,
      "eks.amazonaws.com/capacityType": group.capacityType,
      "eks.amazonaws.com/nodegroup": group.nodeGroupName,
      "eks.amazonaws.com/nodegroup-image": imageId(call.region, amiType, version, releaseVersion),
      "eks.amazonaws.com/sourceLaunchTemplateId": launchTemplate.id,
      "eks.amazonaws.com/sourceLaunchTemplateVersion": launchTemplate.version,
      ...group.labels,
    },
    taints: [...userData.taints, ...nodeTaints(group)],
  };
}
