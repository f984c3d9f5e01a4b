import { instanceType, isInstanceType } from "../../capacity/instanceTypes";
import { addressablePods, holdsPrefixes } from "../../capacity/maxPods";
import { fixes } from "../../capacity/fixes";
import { planCapacity } from "../../capacity/plan";
import { describeFixes, describeShortage, plannedEnvironment } from "../capacity";
import { isNodeGroup, type NodeGroup } from "../dataPlane";
import type { PlatformConfig } from "../sections";
import { rule } from "./rule";

type Cni = PlatformConfig["addons"]["vpc-cni"];

/** Types that the planner knows; any other rule names the rest. */
const knownTypes = ({ instanceTypes }: NodeGroup) => instanceTypes.filter(isInstanceType).map(instanceType);

/** Of a group's types those that can't do what the CNI is set to. */
const typesWithoutPrefixes = (group: NodeGroup, { prefixDelegation }: Cni) =>
  prefixDelegation ? knownTypes(group).filter((type) => !holdsPrefixes(type)) : [];

/** The limit of a node with prefixes depends on its vCPUs, which are not published for every type. */
const typesWithoutLimit = (group: NodeGroup, { prefixDelegation }: Cni) =>
  prefixDelegation && group.kubelet.maxPods === undefined
    ? knownTypes(group).filter(({ vcpu }) => vcpu === undefined)
    : [];

const instancesHoldPrefixes = rule(["dataPlane", "addons"], ({ dataPlane, addons }, refuse) => {
  dataPlane.forEach((group, index) => {
    if (!isNodeGroup(group)) return;
    for (const { name } of typesWithoutPrefixes(group, addons["vpc-cni"])) {
      refuse(
        ["dataPlane", index, "instanceTypes", group.instanceTypes.indexOf(name)],
        "must be built on the Nitro system with addons.vpc-cni.prefixDelegation: other instances hold no /28 ranges",
      );
    }
    const [unlimited] = typesWithoutLimit(group, addons["vpc-cni"]);
    if (unlimited) {
      refuse(
        ["dataPlane", index, "kubelet", "maxPods"],
        `must be given with addons.vpc-cni.prefixDelegation, as the vCPUs of ${unlimited.name} are not published; ` +
          "110 is usual up to 30 vCPUs, 250 above",
      );
    }
  });
});

const podsGetAddresses = rule(["dataPlane", "addons"], ({ dataPlane, addons: { "vpc-cni": cni } }, refuse) => {
  dataPlane.forEach((group, index) => {
    if (!isNodeGroup(group) || group.kubelet.maxPods === undefined || typesWithoutPrefixes(group, cni).length > 0)
      return;
    const limits = knownTypes(group).map((type) => ({ type, pods: addressablePods(type, cni) }));
    const [least] = limits.sort((a, b) => a.pods - b.pods);
    if (!least || group.kubelet.maxPods <= least.pods) return;
    const { type, pods } = least;
    const more =
      !cni.prefixDelegation && holdsPrefixes(type)
        ? `; addons.vpc-cni.prefixDelegation makes that ${addressablePods(type, { ...cni, prefixDelegation: true })}`
        : "";
    refuse(
      ["dataPlane", index, "kubelet", "maxPods"],
      `must be at most ${pods}: the VPC CNI has no addresses for more pods on ${type.name}${more}`,
    );
  });
});

/** With a minimum alone the CNI stops there: https://github.com/aws/amazon-vpc-cni-k8s/blob/b52188387f2e2f10bf289ace929d6a63b176a4fa/pkg/ipamd/ipamd.go#L2177 */
const addressesGrowWithPods = rule(["addons"], ({ addons: { "vpc-cni": cni } }, refuse) => {
  const { ips = 0, minimumIps = 0, prefixes } = cni.warmTargets;
  if (minimumIps > 0 && ips === 0) {
    refuse(
      ["addons", "vpc-cni", "warmTargets", "ips"],
      `must be at least 1 with minimumIps: without it a node holds ${minimumIps} addresses for ever, and further pods get none`,
    );
  }
  if (cni.prefixDelegation && prefixes === 0 && ips === 0 && minimumIps === 0) {
    refuse(
      ["addons", "vpc-cni", "warmTargets", "prefixes"],
      "must be at least 1, or ips be given: the VPC CNI does not support a node without a spare range",
    );
  }
});

/** The rule that `npm run plan -- capacity` answers in full. */
export const subnetsHoldTheGroups = rule(["network", "dataPlane", "addons"], (config, refuse) => {
  const groups = config.dataPlane.filter(isNodeGroup);
  const cni = config.addons["vpc-cni"];
  const canBePlanned = groups.every(
    (group) =>
      group.instanceTypes.every(isInstanceType) &&
      typesWithoutPrefixes(group, cni).length === 0 &&
      typesWithoutLimit(group, cni).length === 0,
  );
  if (!canBePlanned) return;
  const environment = plannedEnvironment(config);
  const plan = planCapacity(environment);
  if (plan.fits.peak) return;
  const ways = fixes(environment);
  const [change] = ways[0] ?? [];
  const index = config.dataPlane.findIndex(({ name }) => change?.kind === "max" && name === change.group);
  refuse(
    index < 0 ? ["dataPlane"] : ["dataPlane", index, "scaling", "max"],
    `${describeShortage(plan)}; ${describeFixes(ways, environment)}`,
  );
});

export const capacityRules = [instancesHoldPrefixes, podsGetAddresses, addressesGrowWithPods, subnetsHoldTheGroups];
