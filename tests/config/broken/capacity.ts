import type { Mistake } from "./mistake";

const smallSubnets = { private: { prefixLength: 24 }, public: { prefixLength: 24 } };

/** Addresses: too few in the subnets, or asked for where there are none. */
export const capacityMistakes: readonly Mistake[] = [
  {
    title: "more nodes than the subnets have addresses for",
    changes: { "network.subnets": smallSubnets, "dataPlane.0.scaling.max": 40 },
    problems: {
      "eks-platform:dataPlane[0].scaling.max":
        "is 40; each private subnet (/24) has 251 addresses, and needs 667 while its groups are upgraded (602 without an upgrade): " +
        "660 for system, 7 for the control plane; set scaling.max of system to 12, or network.subnets to " +
        "{ private: { prefixLength: 22 }, public: { prefixLength: 24 } }",
    },
  },
  {
    title: "no room for the nodes that an upgrade adds",
    changes: { "network.subnets": smallSubnets, "dataPlane.0.scaling.max": 15 },
    problems: {
      "eks-platform:dataPlane[0].scaling.max":
        "is 15; each private subnet (/24) has 251 addresses, and needs 307 while its groups are upgraded: " +
        "300 for system, 7 for the control plane; set scaling.max of system to 12, or update.strategy of system to minimal, " +
        "or network.subnets to { private: { prefixLength: 23 }, public: { prefixLength: 24 } }",
    },
  },
  {
    title: "a VPC too small for its nodes",
    changes: { "network.cidrBlock": "10.20.0.0/24" },
    problems: {
      "eks-platform:dataPlane":
        "each private subnet (/26) has 59 addresses, and needs 127 while its groups are upgraded (62 without an upgrade): " +
        "120 for system, 7 for the control plane; set network.cidrBlock to a /22",
    },
  },
  {
    title: "more pods than their own subnets have addresses for",
    changes: { "network.podSubnets": { cidrBlock: "100.64.0.0/24" }, "dataPlane.0.scaling.max": 6 },
    problems: {
      "eks-platform:dataPlane":
        "each pods' subnet (/26) has 59 addresses, and needs 100 while its groups are upgraded (60 without an upgrade): " +
        "100 for system; set network.podSubnets.cidrBlock to a /23",
    },
  },
  {
    title: "fewer whole /28 blocks than the nodes take",
    changes: { "network.subnets": smallSubnets, "addons.vpc-cni.prefixDelegation": true },
    problems: {
      "eks-platform:dataPlane":
        "each private subnet (/24) has 251 addresses, and needs 459 while its groups are upgraded: " +
        "452 for system, 7 for the control plane, 28 of its 14 whole /28 blocks among them; set update.strategy of system to minimal, " +
        "or network.subnets to { private: { prefixLength: 23 }, public: { prefixLength: 24 } }",
    },
  },
  {
    title: "more pods than a node has addresses for",
    changes: { "dataPlane.0.kubelet": { maxPods: 110 } },
    problems: {
      "eks-platform:dataPlane[0].kubelet.maxPods":
        "is 110; must be at most 29: the VPC CNI has no addresses for more pods on m7i.large; addons.vpc-cni.prefixDelegation makes that 434",
    },
  },
  {
    title: "address ranges on an instance that holds none",
    changes: { "dataPlane.0.instanceTypes": ["m5.large", "m4.large"], "addons.vpc-cni.prefixDelegation": true },
    problems: {
      "eks-platform:dataPlane[0].instanceTypes[1]":
        'is "m4.large"; must be built on the Nitro system with addons.vpc-cni.prefixDelegation: other instances hold no /28 ranges',
    },
  },
  {
    title: "address ranges on an instance whose vCPUs are not published",
    changes: { "dataPlane.0.instanceTypes": ["c7i.32xlarge"], "addons.vpc-cni.prefixDelegation": true },
    problems: {
      "eks-platform:dataPlane[0].kubelet.maxPods":
        "is required because addons.vpc-cni.prefixDelegation is on and the vCPUs of c7i.32xlarge are not published; " +
        "110 is usual up to 30 vCPUs, 250 above",
    },
  },
  {
    title: "a minimum of addresses that would be the maximum as well",
    changes: { "addons.vpc-cni.warmTargets": { minimumIps: 12 } },
    problems: {
      "eks-platform:addons.vpc-cni.warmTargets.ips":
        "is left out; must be at least 1 with minimumIps: without it a node holds 12 addresses for ever, and further pods get none",
    },
  },
  {
    title: "address ranges without a spare one",
    changes: { "addons.vpc-cni": { prefixDelegation: true, warmTargets: { prefixes: 0 } } },
    problems: {
      "eks-platform:addons.vpc-cni.warmTargets.prefixes":
        "is 0; must be at least 1, unless ips is at least 1: the VPC CNI does not support a node without a spare range",
    },
  },
];
