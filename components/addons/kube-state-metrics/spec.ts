import { noSettings } from "../../spec/feature";
import { addon, eksAddon } from "../addon.spec";

export const kubeStateMetrics = addon({
  description: "Serves the state of Kubernetes objects (Deployments, Pods, Jobs and so on) as metrics for Prometheus.",
  source: eksAddon("kube-state-metrics"),
  settings: noSettings, // a second pod would serve every metric a second time
  stage: "afterNodes",
  runsOn: ["ec2", "fargate", "auto"],
  pods: { namespace: "kube-state-metrics", labels: { "app.kubernetes.io/name": "kube-state-metrics" } },
});
