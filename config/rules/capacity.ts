import { isInstanceType } from "../../capacity/instanceTypes";
import { fixes } from "../../capacity/fixes";
import { fitsAt, planCapacity } from "../../capacity/plan";
import { cniSettings } from "../../components/addons/cni.spec";
import { canBeCounted } from "../../components/dataPlane/nodes/instances.spec";
import { isNodeGroup } from "../../components/dataPlane/spec";
import { describeFixes, describeShortage, plannedEnvironment } from "../capacity";
import { rule } from "./rule";

/** The rule that `npm run plan -- capacity` answers in full. */
export const subnetsHoldTheGroups = rule(["network", "dataPlane", "addons"], (config, refuse) => {
  const groups = config.dataPlane.filter(isNodeGroup);
  const cni = cniSettings(config.addons, config.network);
  const canBePlanned = groups.every((group) => group.instanceTypes.every(isInstanceType) && canBeCounted(group, cni));
  if (!canBePlanned) return;
  const environment = plannedEnvironment(config);
  const plan = planCapacity(environment);
  if (fitsAt(plan, "peak")) return;
  const ways = fixes(environment);
  const [change] = ways[0] ?? [];
  const index = config.dataPlane.findIndex(({ name }) => change?.kind === "max" && name === change.group);
  refuse(
    index < 0 ? ["dataPlane"] : ["dataPlane", index, "scaling", "max"],
    `${describeShortage(plan)}; ${describeFixes(ways, environment)}`,
  );
});

export const capacityRules = [subnetsHoldTheGroups];
