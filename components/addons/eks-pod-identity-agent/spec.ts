import { noSettings } from "../../spec/feature";
import { addon, eksAddon } from "../addon.spec";

export const podIdentityAgent = addon({
  description: "Hands pods the roles of their service accounts.",
  source: eksAddon("eks-pod-identity-agent"),
  settings: noSettings,
  stage: "beforeNodes",
  runsOn: ["ec2"],
  requiredOn: ["ec2"],
  builtInto: ["auto"],
});
