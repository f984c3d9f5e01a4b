import { imageArchitecture } from "../../../../capacity/images";
import { instanceType } from "../../../../capacity/instanceTypes";
import { maxPods } from "../../../../capacity/maxPods";
import { isObject } from "../../../provider/values";
import type { StoredResource } from "../../account";
import { INSTANCE_PROFILE, ROLE } from "../../iam/types";
import { volumeKeyObstacle } from "../../kms";
import { diskOf, securityGroupsOf, templateOfGroup } from "../../launchData";
import { valuesAt } from "../../paths";
import { text, texts } from "../../read";
import type { Call } from "../../resourceType";
import { publishedImage } from "../images/amiReleases";
import { CLUSTER } from "../context";
import { firstType } from "../node/instances";
import { subnetsOf } from "../network";
import type { NodePlan } from "../node/nodes";
import { parseNodeUserData } from "../node/userData";
import { mixedPurchases } from "./distribution";
import { joinObstacle } from "./joinObstacle";

/** An Auto Scaling group whose instances the twin runs. */
export interface SelfManagedGroup {
  readonly name: string;
  readonly desiredCapacity: number;
  readonly plan: NodePlan;
  /** Why its instances end while they start. */
  readonly volumeKeyObstacle: string | undefined;
}

/** How the group starts its instances. */
export function selfManagedGroup(call: Call, { id, inputs, outputs }: StoredResource): SelfManagedGroup {
  const template = templateOfGroup(call, inputs);
  const image = publishedImage(call.region, template.imageId);
  if (!image) throw new Error(`the twin does not know the image ${template.imageId}`);
  const userData = parseNodeUserData(template.userData);
  const cluster = call.account.get(CLUSTER, userData.clusterName ?? "");
  const roleArn = roleOfProfile(call, template.iamInstanceProfile?.name);
  const { mixedInstancesPolicy } = inputs;
  const plan: NodePlan = {
    group: id,
    clusterName: userData.clusterName ?? "",
    nodeRoleArn: roleArn,
    subnets: subnetsOf(call, texts(inputs.vpcZoneIdentifiers)),
    securityGroupIds: securityGroupsOf(template),
    choose: isObject(mixedInstancesPolicy) ? mixedPurchases(mixedInstancesPolicy) : firstType([template.instanceType]),
    joinObstacle: () => Promise.resolve(joinObstacle(call, { cluster, userData, roleArn })),
    settings: (instance) => ({
      release: image.release,
      architecture: imageArchitecture(image.amiType),
      diskGiB: diskOf(template),
      maxPods: userData.maxPods ?? maxPods(instanceType(instance.instanceType)),
      reservations: userData.reservations,
      labels: userData.labels,
      taints: userData.taints,
    }),
  };
  const [onDemand = 100] = valuesAt(
    inputs,
    "mixedInstancesPolicy.instancesDistribution.onDemandPercentageAboveBaseCapacity",
  );
  return {
    name: id,
    desiredCapacity: Number(outputs.desiredCapacity),
    plan,
    volumeKeyObstacle: volumeKeyObstacle(call, template, onDemand !== 100),
  };
}

function roleOfProfile({ account }: Call, name: string | undefined): string {
  const profile = account.list(INSTANCE_PROFILE).find(({ outputs }) => outputs.name === name);
  const role = account.list(ROLE).find(({ outputs }) => outputs.name === profile?.outputs.role);
  return text(role?.outputs.arn) ?? "";
}
