import { z } from "zod";
import { logRetentionDays } from "../../spec/values";
import { addon, eksAddon, type AddonRule } from "../addon.spec";

const settings = z.strictObject({
  retentionDays: logRetentionDays.default(30).meta({
    description: "Days that CloudWatch keeps the logs, and the events that the metrics are made of.",
  }),
  containerLogs: z.boolean().default(true).meta({
    description:
      "Whether Fluent Bit sends the logs of containers, nodes and kubelets as well. Must be false beside fluent-bit, which sends those of containers.",
  }),
});

const oneLogPath: AddonRule<z.output<typeof settings>> = {
  needs: ["versions"],
  check({ containerLogs }, { versions }, refuse) {
    if (!containerLogs || versions.addons["fluent-bit"] === undefined) return;
    refuse(
      ["addons", "amazon-cloudwatch-observability", "containerLogs"],
      "must be false beside versions.addons.fluent-bit: both would send, and AWS bill, the logs of every container; or take that pin out",
    );
  },
};

export const cloudWatchObservability = addon({
  description:
    "Sends Container Insights' metrics of the cluster, its nodes and pods to CloudWatch, and the logs of containers and nodes.",
  source: eksAddon("amazon-cloudwatch-observability", {
    oldest: "6.2.0",
    reason: "older ones can't leave Application Signals out, which changes the pods of every workload",
  }),
  settings,
  stage: "afterNodes",
  kinds: ["cloudwatch.aws.amazon.com"],
  runsOn: ["ec2", "auto"],
  needs: ["eks-pod-identity-agent"],
  calls: ["logs", "ec2"],
  publishes: ["ContainerInsights"],
  permissions:
    "streams and events of its own log groups; to list the tags of instances and volumes, which AWS lets nobody narrow",
  cost: "0.21 USD for a million of observations, some 6 a month for a node and its pods; logs 0.50 USD for each GB, and 0.03 a month for each GB kept",
  rules: [oneLogPath],
});
