import type { Mistake } from "./mistake";

/** Logs, metrics and alarms. */
export const watchingMistakes: readonly Mistake[] = [
  {
    title: "two add-ons that send the logs of containers",
    changes: { "versions.addons.amazon-cloudwatch-observability": "v6.7.0-eksbuild.1" },
    problems: {
      "eks-platform:addons.amazon-cloudwatch-observability.containerLogs":
        "is true by default; must be false beside versions.addons.fluent-bit: both would send, and AWS bill, the logs of every container; or take that pin out",
    },
  },
  {
    title: "Container Insights that can't leave Application Signals out",
    changes: {
      "versions.addons.amazon-cloudwatch-observability": "v5.4.0-eksbuild.1",
      "addons.amazon-cloudwatch-observability": { containerLogs: false },
    },
    problems: {
      "eks-platform:versions.addons.amazon-cloudwatch-observability":
        'is "v5.4.0-eksbuild.1"; must be v6.2.0 or newer: older ones can\'t leave Application Signals out, which changes the pods of every workload',
    },
  },
];
