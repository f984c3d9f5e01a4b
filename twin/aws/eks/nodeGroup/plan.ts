import { imageArchitecture, imageFamily } from "../../../../capacity/images";
import { instanceType } from "../../../../capacity/instanceTypes";
import { maxPods } from "../../../../capacity/maxPods";
import type { Call } from "../../resourceType";
import { amiReleases, imageId, publishedImage } from "../images/amiReleases";
import { CLUSTER } from "../context";
import { firstType, spreadTypes } from "../node/instances";
import type { LaunchTemplate } from "../node/launchTemplate";
import type { Subnet } from "../network";
import { type NodeGroupInputs, nodeTaints } from "./inputs";
import type { NodeImage } from "./rules";
import { nodeRoleObstacle } from "../node/role";
import type { NodePlan, NodeSettings } from "../node/nodes";
import { isMimeMultipart, parseNodeUserData } from "../node/userData";
import { bootObstacle } from "../selfManaged/joinObstacle";

/** What a managed node group starts its nodes from, resolved. */
export interface NodeGroupPlan {
  readonly inputs: NodeGroupInputs;
  readonly image: NodeImage;
  readonly instanceTypes: readonly string[];
  readonly template: LaunchTemplate | undefined;
  readonly subnets: readonly Subnet[];
  readonly clusterSecurityGroupId: string;
}

/** As the provider calls it: `demo:system`. */
export function nodeGroupId({
  clusterName,
  nodeGroupName,
}: Pick<NodeGroupInputs, "clusterName" | "nodeGroupName">): string {
  return `${clusterName}:${nodeGroupName}`;
}

/** How EKS starts the nodes of the group. */
export function nodePlan(call: Call, plan: NodeGroupPlan): NodePlan {
  const { inputs, instanceTypes, template, subnets } = plan;
  const own = template?.securityGroupIds ?? [];
  return {
    group: nodeGroupId(inputs),
    clusterName: inputs.clusterName,
    nodeRoleArn: inputs.nodeRoleArn,
    subnets,
    securityGroupIds: own.length > 0 ? own : [plan.clusterSecurityGroupId],
    // On demand EKS buys the first type there is capacity of; of spot it takes what is least likely to be taken back.
    choose: inputs.capacityType === "SPOT" ? spreadTypes(instanceTypes) : firstType(instanceTypes),
    joinObstacle: () =>
      Promise.resolve(nodeRoleObstacle(call, inputs.nodeRoleArn) ?? ownImageObstacle(call, inputs, template)),
    settings: (instance) => settingsOf(call, plan, instance.instanceType),
  };
}

/** EKS merges its own user data only into images of its own: with another one, the template's has to say everything. */
function ownImageObstacle(
  call: Call,
  { clusterName }: NodeGroupInputs,
  template: LaunchTemplate | undefined,
): string | undefined {
  const image = template?.imageId === undefined ? undefined : publishedImage(call.region, template.imageId);
  if (!image) return undefined;
  const cluster = call.account.get(CLUSTER, clusterName);
  return bootObstacle({ cluster, image, userData: parseNodeUserData(template?.userData ?? "") });
}

/** What EKS finds wrong with the template's user data, which it would have to merge its own with. */
export function userDataIssue({ image, template }: NodeGroupPlan): string | undefined {
  if (!template?.userData || template.imageId !== undefined) return undefined;
  const { format } = parseNodeUserData(template.userData);
  const isBottlerocket = imageFamily(image.amiType) === "bottlerocket";
  const form = isBottlerocket ? "TOML" : "MIME multipart";
  const isRight = isBottlerocket ? format === "bottlerocket" : isMimeMultipart(template.userData);
  return isRight ? undefined : `Ec2LaunchTemplateInvalidConfiguration: User data was not in the ${form} format.`;
}

function settingsOf(call: Call, plan: NodeGroupPlan, typeName: string): NodeSettings {
  const { inputs, image, template } = plan;
  const type = instanceType(typeName);
  const release = template?.imageId
    ? publishedImage(call.region, template.imageId)?.release
    : amiReleases(image.amiType, image.version).find(({ version }) => version === image.releaseVersion);
  if (!release) {
    throw new Error(
      `the twin does not know what the image ${image.releaseVersion} holds: its nodes can't be simulated`,
    );
  }
  const userData = parseNodeUserData(template?.userData ?? "");
  return {
    release,
    architecture: type.arch ?? imageArchitecture(image.amiType),
    diskGiB: template?.diskGiB ?? inputs.diskSize ?? 20,
    maxPods: userData.maxPods ?? maxPods(type),
    reservations: userData.reservations,
    labels: { ...userData.labels, ...groupLabels(call, plan), ...inputs.labels },
    taints: [...userData.taints, ...nodeTaints(inputs)],
  };
}

function groupLabels(call: Call, { inputs, image, template }: NodeGroupPlan): Record<string, string> {
  return {
    "eks.amazonaws.com/capacityType": inputs.capacityType ?? "ON_DEMAND",
    "eks.amazonaws.com/nodegroup": inputs.nodeGroupName,
    "eks.amazonaws.com/nodegroup-image":
      template?.imageId ?? imageId(call.region, image.amiType, image.version, image.releaseVersion),
    ...(template && {
      "eks.amazonaws.com/sourceLaunchTemplateId": template.id,
      "eks.amazonaws.com/sourceLaunchTemplateVersion": template.version,
    }),
  };
}
