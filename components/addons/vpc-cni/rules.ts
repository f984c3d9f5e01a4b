import { compareBuilds } from "../../../upgrade/addonVersions";
import { addressablePods, holdsPrefixes } from "../../../capacity/maxPods";
import {
  knownTypes,
  typesWithoutInterfaces,
  typesWithoutLimit,
  typesWithoutPrefixes,
} from "../../dataPlane/nodes/instances.spec";
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

/** No t type has trunk interfaces, nor has one that is not built on the Nitro system. */
const instancesHaveTrunks: VpcCniRule = {
  needs: ["dataPlane"],
  check({ podSecurityGroups }, { dataPlane }, refuse) {
    if (!podSecurityGroups) return;
    dataPlane.forEach((group, index) => {
      if (!isNodeGroup(group)) return;
      for (const { name } of knownTypes(group).filter(({ branchEnis }) => branchEnis === undefined)) {
        refuse(
          ["dataPlane", index, "instanceTypes", group.instanceTypes.indexOf(name)],
          "must have trunk interfaces with addons.vpc-cni.podSecurityGroups, for example m7i.large: pods with security groups of their own stay Pending on others",
        );
      }
    });
  },
};

const interfacesServePods: VpcCniRule = {
  needs: ["dataPlane", "network"],
  check(settings, { dataPlane, network }, refuse) {
    const cni = { ...settings, customNetworking: network.podSubnets !== undefined };
    dataPlane.forEach((group, index) => {
      if (!isNodeGroup(group)) return;
      for (const { name, enis } of typesWithoutInterfaces(group, cni)) {
        refuse(
          ["dataPlane", index, "instanceTypes", group.instanceTypes.indexOf(name)],
          `must have more network interfaces than ${enis}: network.podSubnets keeps one for the node, addons.vpc-cni.podSecurityGroups one for others, and none is left for its pods`,
        );
      }
    });
  },
};

/** Older ones go on giving pods addresses of the node's primary interface. https://github.com/aws/amazon-vpc-cni-k8s/releases/tag/v1.22.0 */
const cniKnowsPodSubnets: VpcCniRule = {
  needs: ["network", "versions"],
  check(_, { network, versions }, refuse) {
    const { "vpc-cni": build } = versions.addons;
    if (!network.podSubnets || build === undefined || compareBuilds(build, "v1.22.0") >= 0) return;
    refuse(
      ["versions", "addons", "vpc-cni"],
      "must be v1.22.0 or newer with network.podSubnets: older ones give pods addresses of the nodes' subnets too",
    );
  },
};

const podsGetAddresses: VpcCniRule = {
  needs: ["dataPlane", "network"],
  check(settings, { dataPlane, network }, refuse) {
    const cni = { ...settings, customNetworking: network.podSubnets !== undefined };
    dataPlane.forEach((group, index) => {
      if (
        !isNodeGroup(group) ||
        group.kubelet.maxPods === undefined ||
        typesWithoutPrefixes(group, cni).length > 0 ||
        typesWithoutInterfaces(group, cni).length > 0
      )
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

const securityGroupsAreEnforced: VpcCniRule = {
  needs: [],
  check({ podSecurityGroups, podSecurityGroupsMode }, _, refuse) {
    if (podSecurityGroups || podSecurityGroupsMode === "strict") return;
    refuse(
      ["addons", "vpc-cni", "podSecurityGroupsMode"],
      "must be left out without podSecurityGroups: no pod has security groups of its own",
    );
  },
};

export const vpcCniRules = [
  instancesHaveTrunks,
  interfacesServePods,
  cniKnowsPodSubnets,
  securityGroupsAreEnforced,
  instancesHoldPrefixes,
  podsGetAddresses,
  addressesGrowWithPods,
  warmPrefixesAreMeant,
  policiesAreEnforced,
];
