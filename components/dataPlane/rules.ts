import { imageArchitecture, imageFamily } from "../../capacity/images";
import { instanceTypeNames, isInstanceType, instanceType } from "../../capacity/instanceTypes";
import { managedLimit } from "../../capacity/maxPods";
import { rule } from "../environment";
import { repeated } from "../spec/lists";
import { nearest } from "../spec/nearest";
import { logRouterProblems } from "./fargate/logRouter";
import { knownTypes } from "./nodes/instances.spec";
import { isAutoMode, isFargateProfile, isNodeGroup, type NodeGroup } from "./spec";

const groupNamesDiffer = rule(["dataPlane"], ({ dataPlane }, refuse) => {
  for (const index of repeated(dataPlane.map(({ name }) => name))) {
    refuse(["dataPlane", index, "name"], "must differ from the name of every other group");
  }
});

const autoModeIsOne = rule(["dataPlane"], ({ dataPlane }, refuse) => {
  const first = dataPlane.findIndex(isAutoMode);
  dataPlane.forEach((group, index) => {
    if (!isAutoMode(group)) return;
    if (index > first) refuse(["dataPlane", index], "must be the only entry of kind auto: a cluster has one Auto Mode");
    for (const repeatedIndex of repeated(group.nodePools)) {
      refuse(["dataPlane", index, "nodePools", repeatedIndex], "must be listed once");
    }
  });
});

const instanceTypesExist = rule(["dataPlane"], ({ dataPlane }, refuse) => {
  dataPlane.forEach((group, groupIndex) => {
    if (!isNodeGroup(group)) return;
    group.instanceTypes.forEach((name, index) => {
      if (isInstanceType(name)) return;
      const near = nearest(name, instanceTypeNames);
      const hint = near ? `did you mean ${near}?` : "for example m7i.large";
      refuse(["dataPlane", groupIndex, "instanceTypes", index], `must be an instance type of EC2; ${hint}`);
    });
    for (const index of repeated(group.instanceTypes)) {
      refuse(["dataPlane", groupIndex, "instanceTypes", index], "must be listed once");
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
        `must be an arm64 image for ${arm64}, for example ${plainImage(amiType, "ARM_64")}`,
      );
    } else if (amd64 && imageArchitecture(amiType) !== "amd64") {
      refuse(
        ["dataPlane", index, "amiType"],
        `must be an amd64 image for ${amd64}, for example ${plainImage(amiType, "x86_64")}`,
      );
    }
  });
});

const plainImage = (like: NodeGroup["amiType"], architecture: string) =>
  imageFamily(like) === "bottlerocket" ? `BOTTLEROCKET_${architecture}` : `AL2023_${architecture}_STANDARD`;

const managedNodesKeepTheLimit = rule(["dataPlane"], ({ dataPlane }, refuse) => {
  dataPlane.forEach((group, index) => {
    if (group.kind !== "managed" || group.kubelet.maxPods === undefined) return;
    const [least] = knownTypes(group).sort((a, b) => managedLimit(a) - managedLimit(b));
    if (!least || group.kubelet.maxPods <= managedLimit(least)) return;
    refuse(
      ["dataPlane", index, "kubelet", "maxPods"],
      `must be at most ${managedLimit(least)} in a managed group: EKS holds ${least.name} to it (110 pods up to 30 vCPUs, 250 above); ` +
        "lower it, or make the group self-managed",
    );
  });
});

const loggingIsOne = rule(["dataPlane"], ({ dataPlane }, refuse) => {
  const [first, ...others] = dataPlane.filter(isFargateProfile).filter(({ logging }) => logging);
  for (const profile of others) {
    refuse(
      ["dataPlane", dataPlane.indexOf(profile), "logging"],
      `must be left out: ${first?.name} has it already, and it is for the pods of all Fargate profiles`,
    );
  }
});

const logRouterTakesTheFiles = rule(["dataPlane"], ({ dataPlane }, refuse) => {
  dataPlane.forEach((group, index) => {
    if (!isFargateProfile(group)) return;
    for (const { file, message } of logRouterProblems(group.logging ?? {})) {
      refuse(["dataPlane", index, "logging", file], message);
    }
  });
});

export const dataPlaneRules = [
  groupNamesDiffer,
  autoModeIsOne,
  instanceTypesExist,
  imagesFitTheInstances,
  managedNodesKeepTheLimit,
  loggingIsOne,
  logRouterTakesTheFiles,
];
