import { noSettings } from "../../spec/feature";
import { addon, eksAddon } from "../addon.spec";

export const nodeMonitoringAgent = addon({
  description:
    "Reads each node's logs and says in its conditions what is wrong with kernel, network, storage, runtime or GPU.",
  source: eksAddon("eks-node-monitoring-agent"),
  settings: noSettings,
  stage: "afterNodes",
  kinds: ["eks.amazonaws.com"],
  runsOn: ["ec2"],
  builtInto: ["auto"],
});
