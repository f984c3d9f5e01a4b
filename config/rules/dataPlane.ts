import { imageArchitecture, imageFamily } from "../../capacity/images";
import { instanceTypeNames, isInstanceType, instanceType } from "../../capacity/instanceTypes";
import { nearest } from "../nearest";
import { isAutoMode, isNodeGroup, type NodeGroup } from "../dataPlane";
import { repeated } from "../lists";
import { rule } from "./rule";

const groupNamesDiffer = rule(["dataPlane"], ({ dataPlane }, refuse) => {
  for (const index of repeated(dataPlane.map(({ name }) => name))) {
    refuse(["dataPlane", index, "name"], "must differ from the name of every other group");
  }
});

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

const autoModeIsOne = rule(["dataPlane"], ({ dataPlane }, refuse) => {
  const first = dataPlane.findIndex(isAutoMode);
  dataPlane.forEach((group, index) => {
    if (!isAutoMode(group)) return;
    if (index > first) refuse(["dataPlane", index], "must be the only entry of kind auto: a cluster has one Auto Mode");
    for (const repeatedIndex of repeated(group.nodePools)) {
      refuse(["dataPlane", index, "nodePools", repeatedIndex], "must be named once");
    }
  });
});

const instanceTypesExist = rule(["dataPlane"], ({ dataPlane }, refuse) => {
  dataPlane.forEach((group, groupIndex) => {
    if (!isNodeGroup(group)) return;
    group.instanceTypes.forEach((name, index) => {
      if (isInstanceType(name)) return;
      const near = nearest(name, instanceTypeNames);
      const hint = near ? `did you mean ${near}?` : "such as m7i.large";
      refuse(["dataPlane", groupIndex, "instanceTypes", index], `must be an instance type of EC2; ${hint}`);
    });
    for (const index of repeated(group.instanceTypes)) {
      refuse(["dataPlane", groupIndex, "instanceTypes", index], "must be named once");
    }
  });
});

const imagesFitTheInstances = rule(["dataPlane"], ({ dataPlane }, refuse) => {
  dataPlane.forEach((group, index) => {
    if (!isNodeGroup(group)) return;
    const { amiType, instanceTypes } = group;
    const ofArchitecture = (wanted: string) =>
      instanceTypes.find((name) => isInstanceType(name) && instanceType(name).arch === wanted);
    const [arm64, amd64] = [ofArchitecture("arm64"), ofArchitecture("amd64")];
    if (arm64 && amd64) {
      refuse(
        ["dataPlane", index, "instanceTypes"],
        `must be of one architecture: ${arm64} is arm64, ${amd64} is amd64; make two groups`,
      );
    } else if (arm64 && imageArchitecture(amiType) !== "arm64") {
      refuse(
        ["dataPlane", index, "amiType"],
        `must be an arm64 image for ${arm64}, such as ${plainImage(amiType, "ARM_64")}`,
      );
    } else if (amd64 && imageArchitecture(amiType) !== "amd64") {
      refuse(
        ["dataPlane", index, "amiType"],
        `must be an amd64 image for ${amd64}, such as ${plainImage(amiType, "x86_64")}`,
      );
    }
  });
});

const plainImage = (like: NodeGroup["amiType"], architecture: string) =>
  imageFamily(like) === "bottlerocket" ? `BOTTLEROCKET_${architecture}` : `AL2023_${architecture}_STANDARD`;

export const dataPlaneRules = [
  groupNamesDiffer,
  zoneGroupNamesDiffer,
  autoModeIsOne,
  instanceTypesExist,
  imagesFitTheInstances,
];
