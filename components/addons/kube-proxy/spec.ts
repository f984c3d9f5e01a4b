import { noSettings } from "../../spec/feature";
import { addon, eksAddon } from "../addon.spec";

export const kubeProxy = addon({
  description: "Makes Services reachable from nodes.",
  source: eksAddon("kube-proxy"),
  settings: noSettings,
  stage: "beforeNodes",
  runsOn: ["ec2"],
  requiredOn: ["ec2"],
  builtInto: ["auto", "fargate"],
});
