import { addonNames, addonSpec } from "../../components/addons/specs";
import { alarmRules as ownAlarmRules } from "../../components/alarms/rules";
import { clusterRules } from "../../components/cluster/rules";
import { dataPlaneRules } from "../../components/dataPlane/rules";
import { dnsRules } from "../../components/dns/rules";
import { networkRules as ownNetworkRules } from "../../components/network/rules";
import { registryRules as ownRegistryRules } from "../../components/registry/rules";
import type { Rule } from "../../components/spec/rule";
import type { PlatformConfig } from "../sections";
import { accountRules } from "./account";
import { alarmRules } from "./alarms";
import { appRules } from "./apps";
import { capacityRules } from "./capacity";
import { chartRules } from "./charts";
import { exposureRules } from "./exposure";
import { featureRules } from "./features";
import { groupRules } from "./groups";
import { networkRules } from "./network";
import { productionRules } from "./production";
import { registryRules } from "./registry";
import { rule } from "./rule";
import { versionRules } from "./versions";

const ofAddons = addonNames.flatMap((name) =>
  (addonSpec(name).rules ?? []).map((own) =>
    rule(["addons", "versions", ...own.needs], (config, refuse) => {
      const settings = config.addons[name];
      if (settings) own.check(settings, config, refuse);
    }),
  ),
);

/** Every rule that spans fields. */
export const rules: readonly Rule<PlatformConfig>[] = [
  ...ownNetworkRules,
  ...clusterRules,
  ...dataPlaneRules,
  ...dnsRules,
  ...ownRegistryRules,
  ...ownAlarmRules,
  ...accountRules,
  ...alarmRules,
  ...networkRules,
  ...registryRules,
  ...groupRules,
  ...featureRules,
  ...appRules,
  ...exposureRules,
  ...versionRules,
  ...chartRules,
  ...ofAddons,
  ...capacityRules,
  ...productionRules,
];
