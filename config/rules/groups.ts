import { isFargateProfile, isNodeGroup } from "../../components/dataPlane/spec";
import { rule } from "./rule";

/** `system` with perZone makes `system-a`, `system-b`, ...: no other group may be called that. */
const zoneGroupNamesDiffer = rule(["dataPlane", "network"], ({ dataPlane, network }, refuse) => {
  const zoneGroups = dataPlane
    .filter((group) => isNodeGroup(group) && group.perZone)
    .flatMap(({ name }) => network.availabilityZones.map((zone) => ({ name, zoneName: `${name}-${zone.slice(-1)}` })));
  dataPlane.forEach(({ name }, index) => {
    const taken = zoneGroups.find(({ zoneName }) => zoneName === name);
    if (taken) {
      refuse(["dataPlane", index, "name"], `must differ from the groups that ${taken.name} makes for each zone`);
    }
  });
});

/** What EKS allows in a cluster. https://docs.aws.amazon.com/eks/latest/userguide/service-quotas.html */
const quotas = { managedNodeGroups: 30, fargateProfiles: 10 };

const groupsAreWithinTheQuotas = rule(["dataPlane", "network"], ({ dataPlane, network }, refuse) => {
  const zones = network.availabilityZones.length;
  let managed = 0;
  let profiles = 0;
  for (const [index, group] of dataPlane.entries()) {
    const before = { managed, profiles };
    if (group.kind === "managed") managed += group.perZone ? zones : 1;
    if (isFargateProfile(group)) profiles += 1;
    if (before.managed <= quotas.managedNodeGroups && managed > quotas.managedNodeGroups) {
      refuse(
        ["dataPlane", index],
        `is managed node group number ${managed} (a group with perZone counts once a zone): EKS allows ${quotas.managedNodeGroups} in a cluster; merge groups, or make some self-managed`,
      );
    }
    if (before.profiles <= quotas.fargateProfiles && profiles > quotas.fargateProfiles) {
      refuse(
        ["dataPlane", index],
        `is Fargate profile number ${profiles}: EKS allows ${quotas.fargateProfiles} in a cluster; a profile takes up to 5 selectors`,
      );
    }
  }
});

export const groupRules = [zoneGroupNamesDiffer, groupsAreWithinTheQuotas];
