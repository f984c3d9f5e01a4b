import { capacityRules } from "./capacity";
import { clusterRules } from "./cluster";
import { dataPlaneRules } from "./dataPlane";
import { networkRules } from "./network";
import { placementRules } from "./placement";
import { productionRules } from "./production";
import type { Rule } from "./rule";
import { versionRules } from "./versions";

/** Every rule that spans fields. */
export const rules: readonly Rule[] = [
  ...networkRules,
  ...clusterRules,
  ...dataPlaneRules,
  ...placementRules,
  ...versionRules,
  ...capacityRules,
  ...productionRules,
];
