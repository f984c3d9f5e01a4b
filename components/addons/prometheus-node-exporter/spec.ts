import { noSettings } from "../../spec/feature";
import { addon, eksAddon } from "../addon.spec";

export const nodeExporter = addon({
  description: "Serves metrics of each node's hardware and kernel for Prometheus.",
  source: eksAddon("prometheus-node-exporter"),
  settings: noSettings,
  stage: "afterNodes",
  runsOn: ["ec2", "auto"],
});
