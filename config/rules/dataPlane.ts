import { instanceTypeNames, isInstanceType, instanceType } from "../../capacity/instanceTypes";
import { nearest } from "../nearest";
import type { ManagedGroup } from "../schema";
import { repeated, rule } from "./rule";

const groupNamesDiffer = rule(["dataPlane"], ({ dataPlane }, refuse) => {
  for (const index of repeated(dataPlane.map(({ name }) => name))) {
    refuse(["dataPlane", index, "name"], "must differ from the name of every other group");
  }
});

const instanceTypesExist = rule(["dataPlane"], ({ dataPlane }, refuse) => {
  dataPlane.forEach((group, groupIndex) => {
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
  dataPlane.forEach(({ amiType, instanceTypes }, index) => {
    const ofArchitecture = (wanted: string) =>
      instanceTypes.find((name) => isInstanceType(name) && instanceType(name).arch === wanted);
    const [arm64, amd64] = [ofArchitecture("arm64"), ofArchitecture("amd64")];
    if (arm64 && amd64) {
      refuse(
        ["dataPlane", index, "instanceTypes"],
        `must be of one architecture: ${arm64} is arm64, ${amd64} is amd64; make two groups`,
      );
    } else if (arm64 && imageArchitecture(amiType) !== "arm64") {
      refuse(["dataPlane", index, "amiType"], `must be an arm64 image for ${arm64}, such as AL2023_ARM_64_STANDARD`);
    } else if (amd64 && imageArchitecture(amiType) !== "amd64") {
      refuse(["dataPlane", index, "amiType"], `must be an amd64 image for ${amd64}, such as AL2023_x86_64_STANDARD`);
    }
  });
});

const imageArchitecture = (amiType: ManagedGroup["amiType"]) => (amiType.includes("_ARM_64_") ? "arm64" : "amd64");

export const dataPlaneRules = [groupNamesDiffer, instanceTypesExist, imagesFitTheInstances];
