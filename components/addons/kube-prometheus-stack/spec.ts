import { z } from "zod";
import { isAutoMode } from "../../dataPlane/spec";
import { lowerCaseName, wholeNumber } from "../../spec/values";
import { addon, chart, type AddonRule } from "../addon.spec";

/** A workspace of Amazon Managed Service for Prometheus: its region, and its id. */
export const workspace = /^arn:aws:aps:([a-z0-9-]+):\d{12}:workspace\/(ws-[0-9a-f-]{36})$/;

const secretName = (what: string) =>
  lowerCaseName(63).meta({ description: `Secret in the namespace monitoring with ${what}.` });

const remoteWrite = z
  .strictObject({
    workspaceArn: z
      .string()
      .regex(workspace, {
        error: "must be the ARN of a workspace: arn:aws:aps:<region>:<account>:workspace/ws-<id>",
      })
      .optional()
      .meta({
        description:
          "Workspace of Amazon Managed Service for Prometheus, written to by a role of Prometheus' own. In another account, its policy must let that role in.",
      }),
    url: z
      .string()
      .regex(/^https?:\/\/\S+$/, { error: "must be a URL, for example https://metrics.example.com/api/v1/write" })
      .optional()
      .meta({ description: "Any other receiver of Prometheus' remote write." }),
    basicAuthSecret: secretName("the keys username and password, for the url").optional(),
  })
  .superRefine(({ workspaceArn, url, basicAuthSecret }, context) => {
    if ((workspaceArn === undefined) === (url === undefined)) {
      context.addIssue("must have a workspaceArn or a url, and not both");
    } else if (workspaceArn !== undefined && basicAuthSecret !== undefined) {
      context.addIssue("must have no basicAuthSecret with a workspaceArn, which takes the role of Prometheus");
    }
  });

export type RemoteWrite = z.output<typeof remoteWrite>;

const settings = z.strictObject({
  retentionDays: wholeNumber(1, 3650).default(10).meta({
    description: "Days that Prometheus keeps metrics, or fewer: the oldest go when its volume is four fifths full.",
  }),
  replicas: wholeNumber(1, 5).default(2).meta({
    description: "Pods of Prometheus; each reads and keeps everything, on a volume of its own.",
  }),
  storageGiB: wholeNumber(1, 16_384, "GiB").default(50).meta({ description: "Volume of each pod of Prometheus." }),
  storageClass: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/, {
      error: "must be the name of a storage class, for example gp3",
    })
    .refine((name) => name !== "efs", { error: "must be a class of block storage: Prometheus loses data on NFS" })
    .optional()
    .meta({ description: "Storage class of the volumes. Default: the default class of the cluster." }),
  alertmanager: z.boolean().default(true).meta({
    description:
      "Whether Alertmanager sends alerts on. To whom, AlertmanagerConfig objects say; without one, to nobody. https://prometheus-operator.dev/docs/developer/alerting/",
  }),
  grafana: z
    .strictObject({
      adminSecret: secretName("the keys admin-user and admin-password").optional().meta({
        description:
          "Secret in the namespace monitoring with the keys admin-user and admin-password of Grafana, there before Grafana is. Default: Helm makes a password once, into the Secret kube-prometheus-stack-grafana.",
      }),
    })
    .optional()
    .meta({ description: "Grafana with the dashboards of the chart; its own are lost with its pod. Default: none." }),
  remoteWrite: z.array(remoteWrite).default([]).meta({
    description: "Where Prometheus writes its metrics to as well. Default: nowhere.",
  }),
});

const volumesAreMade: AddonRule<z.output<typeof settings>> = {
  needs: ["dataPlane", "versions"],
  check({ storageClass }, { dataPlane, versions }, refuse) {
    if (storageClass !== undefined || versions.addons["aws-ebs-csi-driver"] !== undefined) return;
    if (dataPlane.some(isAutoMode)) return;
    refuse(
      ["versions", "addons", "kube-prometheus-stack"],
      "must have volumes for Prometheus: add versions.addons.aws-ebs-csi-driver, or name a class of yours in addons.kube-prometheus-stack.storageClass",
    );
  },
};

export const prometheusStack = addon({
  description:
    "Keeps metrics of the cluster in Prometheus, evaluates the rules of the Kubernetes community on them, and shows them in Grafana.",
  source: chart({
    source: "https://prometheus-community.github.io/helm-charts",
    name: "kube-prometheus-stack",
    sets: [
      "crds.upgradeJob.enabled",
      "crds.upgradeJob.image.busybox.tag",
      "kubeControllerManager.enabled",
      "kubeScheduler.enabled",
      "kubeEtcd.enabled",
      "kubeProxy.enabled",
      "coreDns.enabled",
      "kubeStateMetrics.enabled",
      "nodeExporter.enabled",
      "nodeExporter.forceDeployDashboards",
      "alertmanager.enabled",
      "alertmanager.alertmanagerSpec.storage",
      "grafana.enabled",
      "grafana.admin.existingSecret",
      "prometheus.serviceAccount.name",
      "prometheus.additionalServiceMonitors",
      ...[
        "replicas",
        "retention",
        "retentionSize",
        "storageSpec",
        "externalLabels",
        "replicaExternalLabelName",
        "remoteWrite",
        "serviceMonitorSelectorNilUsesHelmValues",
        "podMonitorSelectorNilUsesHelmValues",
        "probeSelectorNilUsesHelmValues",
        "ruleSelectorNilUsesHelmValues",
        "scrapeConfigSelectorNilUsesHelmValues",
      ].map((key) => `prometheus.prometheusSpec.${key}`),
    ],
  }),
  settings,
  stage: "afterNodes",
  kinds: ["monitoring.coreos.com"],
  runsOn: ["ec2", "auto"],
  needs: ["eks-pod-identity-agent", "coredns"],
  after: ["aws-ebs-csi-driver", "kube-state-metrics", "prometheus-node-exporter"],
  permissions: "to write to the workspaces that remoteWrite names",
  cost: "its volumes, about 0.08 USD a month for each GiB; a workspace 0.90 USD for ten million samples",
  rules: [volumesAreMade],
});
