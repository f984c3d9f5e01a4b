import { z } from "zod";
import { logRetentionDays } from "../../spec/values";
import { addon, eksAddon } from "../addon.spec";

export const fluentBit = addon({
  description: "Sends the logs of all containers on nodes to one log group in CloudWatch.",
  source: eksAddon("fluent-bit", {
    oldest: "4.1.0",
    reason: "older ones do not take the role that EKS Pod Identity hands them",
  }),
  settings: z.strictObject({
    retentionDays: logRetentionDays.default(30).meta({ description: "Days that CloudWatch keeps the logs." }),
  }),
  stage: "afterNodes",
  runsOn: ["ec2", "auto"],
  needs: ["eks-pod-identity-agent"],
  calls: ["logs"],
  permissions: "streams and events of its own log group",
  cost: "0.50 USD for each GB of logs, and 0.03 a month for each GB kept",
});
