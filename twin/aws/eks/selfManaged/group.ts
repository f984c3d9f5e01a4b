import { imageArchitecture } from "../../../../capacity/images";
import { instanceType } from "../../../../capacity/instanceTypes";
import { maxPods } from "../../../../capacity/maxPods";
import type { StoredResource } from "../../account";
import { findInstanceProfile } from "../../autoScalingRules";
import { findRole } from "../../iam/grants";
import { ROLE } from "../../iam/types";
import { instanceTemplateOf, launchData, overridesOf } from "../../launchData";
import { isAbsent } from "../../paths";
import { text, texts } from "../../read";
import type { Call } from "../../resourceType";
import { publishedImage } from "../images/amiReleases";
import { CLUSTER, type EksContext, EksOperation } from "../context";
import { firstType, spreadTypes } from "../node/instances";
import { diskOf } from "../node/launchTemplate";
import { subnetsOf } from "../network";
import type { NodePlan } from "../node/nodes";
import { parseNodeUserData } from "../node/userData";
import { mixedPurchases } from "./distribution";
import { joinObstacle } from "./joinObstacle";

/** Size of the volumes of EKS-optimised AMIs, where the launch template says nothing. */
const DEFAULT_DISK_GIB = 20;

/** An Auto Scaling group whose instances the twin runs. */
export interface SelfManagedGroup {
  readonly name: string;
  readonly desiredCapacity: number;
  readonly plan: NodePlan;
  /** The cluster that the user data names; `undefined` when there is none of the name. */
  readonly cluster: StoredResource | undefined;
}

/** How the group starts its instances; `undefined` for one with a launch configuration, which new accounts can't have any more. */
export function selfManagedGroup(
  context: EksContext,
  call: Call,
  { id, inputs, outputs }: StoredResource,
): SelfManagedGroup | undefined {
  const data = isAbsent(inputs.launchConfiguration) ? launchData(call, inputs) : undefined;
  if (!data) return undefined;
  const template = instanceTemplateOf(data);
  const image = publishedImage(call.region, template.imageId);
  if (!image) return undefined;
  const userData = parseNodeUserData(template.userData);
  const overrides = overridesOf(inputs);
  const types = overrides.length > 0 ? overrides : [template.instanceType];
  const cluster = call.account.get(CLUSTER, userData.clusterName ?? "");
  const roleArn = roleOfProfile(call, template.instanceProfile);
  const operation = new EksOperation("DescribeSubnets", `Auto Scaling Group (${id})`);
  const subnets = subnetsOf(call, texts(inputs.vpcZoneIdentifiers), operation);
  const plan: NodePlan = {
    group: id,
    clusterName: userData.clusterName ?? "",
    nodeRoleArn: roleArn ?? "",
    subnets,
    securityGroupIds: template.securityGroupIds,
    choose: isAbsent(inputs.mixedInstancesPolicy)
      ? (template.isSpot ? spreadTypes : firstType)(types)
      : mixedPurchases(inputs.mixedInstancesPolicy, types),
    joinObstacle: () =>
      joinObstacle(context, call, {
        cluster,
        image,
        userData,
        roleArn,
        securityGroupIds: template.securityGroupIds,
        subnets,
      }),
    settings: (instance) => ({
      release: image.release,
      architecture: imageArchitecture(image.amiType),
      diskGiB: diskOf(template.volumes) ?? DEFAULT_DISK_GIB,
      maxPods: userData.maxPods ?? maxPods(instanceType(instance.instanceType)),
      reservations: userData.reservations,
      labels: userData.labels,
      taints: userData.taints,
    }),
  };
  return { name: id, desiredCapacity: Number(outputs.desiredCapacity ?? 0), plan, cluster };
}

function roleOfProfile(call: Call, reference: string | undefined): string | undefined {
  const profile = reference === undefined ? undefined : findInstanceProfile(call, reference);
  const name = text(profile?.outputs.role);
  const role = call.account.list(ROLE).find(({ outputs }) => outputs.name === name);
  const arn = text(role?.outputs.arn);
  return arn !== undefined && findRole(call.account, arn) ? arn : undefined;
}
