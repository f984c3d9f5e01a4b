import type { Check } from "../check";
import { addons } from "./addons";
import { caller } from "./caller";
import { certificateNames } from "./certificateNames";
import { controlPlane } from "./controlPlane";
import { defaultVolumeKey } from "./defaultVolumeKey";
import { fargateQuota } from "./fargateQuota";
import { hostedZones } from "./hostedZones";
import { images } from "./images";
import { instanceQuotas } from "./instanceQuotas";
import { instanceTypes } from "./instanceTypes";
import { logGroup } from "./logGroup";
import { networkQuotas } from "./networkQuotas";
import { principals } from "./principals";
import { serviceLinkedRoles } from "./serviceLinkedRoles";
import { zones } from "./zones";

/** Every check, in the order in which they are shown. They come after `account`, without which nothing is asked. */
export const checks: readonly Check[] = [
  caller,
  principals,
  serviceLinkedRoles,
  zones,
  instanceTypes,
  networkQuotas,
  instanceQuotas,
  fargateQuota,
  controlPlane,
  addons,
  images,
  defaultVolumeKey,
  logGroup,
  hostedZones,
  certificateNames,
];
