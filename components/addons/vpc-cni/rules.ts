import { addressablePods, holdsPrefixes } from "../../../capacity/maxPods";
import { knownTypes, typesWithoutLimit, typesWithoutPrefixes } from "../../dataPlane/nodes/instances.spec";
import { isNodeGroup } from "../../dataPlane/spec";
import type { AddonRule } from "../addon.spec";
import type { VpcCniSettings } from "./settings.spec";

type VpcCniRule = AddonRule<VpcCniSettings>;

const instancesHoldPrefixes: VpcCniRule = {
  needs: ["dataPlane"],
  check(cni, { dataPlane }, refuse) {
    dataPlane.forEach((group, index) => {
      if (!isNodeGroup(group)) return;
      for (const { name } of typesWithoutPrefixes(group, cni)) {
        refuse(
          ["dataPlane", index, "instanceTypes", group.instanceTypes.indexOf(name)],
          "must be built on the Nitro system with addons.vpc-cni.prefixDelegation: other instances hold no /28 ranges",
        );
      }
      const [unlimited] = typesWithoutLimit(group, cni);
      if (unlimited) {
        refuse(
          ["dataPlane", index, "kubelet", "maxPods"],
          `is required because addons.vpc-cni.prefixDelegation is on and the vCPUs of ${unlimited.name} are not published; ` +
            "110 is usual up to 30 vCPUs, 250 above",
        );
      }
    });
  },
};

const podsGetAddresses: VpcCniRule = {
  needs: ["dataPlane"],
  check(cni, { dataPlane }, refuse) {
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
  },
};

/** With a minimum alone the CNI stops there: https://github.com/aws/amazon-vpc-cni-k8s/blob/b52188387f2e2f10bf289ace929d6a63b176a4fa/pkg/ipamd/ipamd.go#L2177 */
const addressesGrowWithPods: VpcCniRule = {
  needs: [],
  check({ prefixDelegation, warmTargets }, _, refuse) {
    const { ips = 0, minimumIps = 0, prefixes } = warmTargets;
    if (minimumIps > 0 && ips === 0) {
      refuse(
        ["addons", "vpc-cni", "warmTargets", "ips"],
        `must be at least 1 with minimumIps: without it a node holds ${minimumIps} addresses for ever, and further pods get none`,
      );
    }
    if (prefixDelegation && prefixes === 0 && ips === 0 && minimumIps === 0) {
      refuse(
        ["addons", "vpc-cni", "warmTargets", "prefixes"],
        "must be at least 1, unless ips is at least 1: the VPC CNI does not support a node without a spare range",
      );
    }
  },
};

const warmPrefixesAreMeant: VpcCniRule = {
  needs: [],
  check({ prefixDelegation, warmTargets }, _, refuse) {
    if (warmTargets.prefixes === undefined || prefixDelegation) return;
    refuse(["addons", "vpc-cni", "warmTargets", "prefixes"], "must be left out without prefixDelegation");
  },
};

const policiesAreEnforced: VpcCniRule = {
  needs: [],
  check({ networkPolicy, networkPolicyMode }, _, refuse) {
    if (networkPolicy || networkPolicyMode === "standard") return;
    refuse(["addons", "vpc-cni", "networkPolicyMode"], "must be left out without networkPolicy: nothing is enforced");
  },
};

export const vpcCniRules = [
  instancesHoldPrefixes,
  podsGetAddresses,
  addressesGrowWithPods,
  warmPrefixesAreMeant,
  policiesAreEnforced,
];
