import { z } from "zod";
import { wholeNumber } from "../../spec/values";
import { addon, eksAddon } from "../addon.spec";

export const metricsServer = addon({
  description: "Answers kubectl top and the Horizontal Pod Autoscaler with the CPU and memory that pods use.",
  source: eksAddon("metrics-server"),
  settings: z.strictObject({
    replicas: wholeNumber(1, 10).default(2).meta({ description: "Pods of metrics-server." }),
  }),
  stage: "afterNodes",
  runsOn: ["ec2", "fargate", "auto"],
  pods: { namespace: "kube-system", labels: { "app.kubernetes.io/name": "metrics-server" } },
});
