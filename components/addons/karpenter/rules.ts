import { instanceType, instanceTypeNames, isInstanceType } from "../../../capacity/instanceTypes";
import { isAutoMode, isNodeGroup, type NodeGroup } from "../../dataPlane/spec";
import { nearest } from "../../spec/nearest";
import type { AddonRule } from "../addon.spec";
import type { KarpenterSettings } from "./settings.spec";

type KarpenterRule = AddonRule<KarpenterSettings>;

const path = (pool: string, ...rest: (string | number)[]) =>
  ["addons", "karpenter", "nodePools", pool, ...rest] as const;

/** What Helm finds in the cluster and has not made itself, it refuses to take over. */
const kindsAreItsOwn: KarpenterRule = {
  needs: ["dataPlane"],
  check(_, { dataPlane }, refuse) {
    const auto = dataPlane.find(isAutoMode);
    if (!auto) return;
    refuse(
      ["versions", "addons", "karpenter"],
      `must be left out beside the group ${auto.name} of kind auto: Auto Mode brings the kind NodePool along, and runs Karpenter itself`,
    );
  },
};

const releasesArePinned: KarpenterRule = {
  needs: ["versions"],
  check({ nodePools }, { versions: { nodes } }, refuse) {
    for (const family of ["al2023", "bottlerocket"] as const) {
      const [pool] = Object.keys(nodePools).filter((name) => nodePools[name]?.amiFamily === family);
      if (pool === undefined || nodes === undefined || nodes[family] !== undefined) continue;
      refuse(["versions", "nodes", family], `is required because the pool ${pool} of addons.karpenter has this image`);
    }
  },
};

const instanceTypesExist: KarpenterRule = {
  needs: [],
  check({ nodePools }, _, refuse) {
    for (const [name, { instanceTypes = [], architectures }] of Object.entries(nodePools)) {
      instanceTypes.forEach((type, index) => {
        if (!isInstanceType(type)) {
          const near = nearest(type, instanceTypeNames);
          const hint = near ? `did you mean ${near}?` : "for example m7i.large";
          refuse(path(name, "instanceTypes", index), `must be an instance type of EC2; ${hint}`);
          return;
        }
        const { arch } = instanceType(type);
        if (arch === undefined || architectures.includes(arch)) return;
        refuse(path(name, "architectures"), `must include ${arch}, the architecture of ${type}`);
      });
    }
  },
};

/** Its pods are never on nodes that it made, nor two of them on one. */
const itsPodsFindNodes: KarpenterRule = {
  needs: ["network", "dataPlane"],
  check({ replicas }, { dataPlane, network }, refuse) {
    const groups = dataPlane.filter(isNodeGroup);
    const zones = network.availabilityZones.length;
    const nodes = groups
      .filter(isOpen)
      .reduce((sum, { scaling, perZone }) => sum + scaling.min * (perZone ? zones : 1), 0);
    if (groups.length === 0 || nodes >= replicas) return;
    refuse(
      ["addons", "karpenter", "replicas"],
      `must be at most ${nodes}, the fewest nodes of groups without taints: each of its pods needs one to itself; or raise scaling.min`,
    );
  },
};

/** The chart tolerates one taint. */
const isOpen = ({ taints }: NodeGroup) =>
  taints.every(({ key, effect }) => key === "CriticalAddonsOnly" || effect === "PreferNoSchedule");

export const karpenterRules = [kindsAreItsOwn, releasesArePinned, instanceTypesExist, itsPodsFindNodes];
