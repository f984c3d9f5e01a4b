import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { SettingsOf } from "../../spec/feature";
import type { AddonArgs } from "../addonArgs";
import { chartAddon } from "../chartAddon";
import { chartRole } from "../podRole";
import { prometheusStack } from "./spec";
import { exporters, fourFifths, hidden, receiver, volume } from "./values";

export type PrometheusStackArgs = AddonArgs & SettingsOf<typeof prometheusStack>;

const serviceAccount = "kube-prometheus-stack-prometheus";

/**
 * Prometheus, its operator and what it reads:
 * - the namespace `monitoring`
 * - the chart `kube-prometheus-stack`, with the node exporter and kube-state-metrics unless the EKS add-ons are there
 * - where it writes to workspaces of AWS, its role
 *
 * Reads every ServiceMonitor, PodMonitor, Probe, ScrapeConfig and PrometheusRule of the cluster. The volumes cost about 0.08 USD
 * a month for each GiB.
 *
 * The chart's kinds are there before it, and a Job of the chart upgrades them; they stay when it goes. Another Job makes the
 * certificate of the webhooks that check rules, once, into a Secret: without an answer of theirs the API server goes on.
 *
 * Never reads etcd, the scheduler and the controllers of EKS, which are out of reach. With the add-on its metrics go.
 *
 * @see https://github.com/prometheus-community/helm-charts/tree/main/charts/kube-prometheus-stack
 */
export class PrometheusStack extends pulumi.ComponentResource {
  constructor(name: string, args: PrometheusStackArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:addons:PrometheusStack", name, {}, opts);
    const { beside = [], storageClass, remoteWrite } = args;
    const namespace = new kubernetes.core.v1.Namespace(name, { metadata: { name: "monitoring" } }, { parent: this });
    const workspaces = remoteWrite.flatMap(({ workspaceArn }) => workspaceArn ?? []);
    const role =
      workspaces.length > 0
        ? chartRole(
            name,
            {
              ...args,
              namespace: "monitoring",
              serviceAccount,
              description: "Lets Prometheus write metrics to workspaces",
              statements: [{ Action: "aps:RemoteWrite", Resource: workspaces }],
            },
            this,
          )
        : undefined;
    const { monitors, ...ownExporters } = exporters(beside);
    chartAddon(
      name,
      prometheusStack,
      args,
      {
        namespace: namespace.metadata.name,
        values: {
          crds: { upgradeJob: { enabled: true, image: { busybox: { tag: "1.37.0" } } } },
          ...hidden,
          coreDns: { enabled: beside.includes("coredns") },
          ...ownExporters,
          alertmanager: {
            enabled: args.alertmanager,
            alertmanagerSpec: { storage: volume(1, storageClass) }, // silences
          },
          grafana: {
            enabled: args.grafana !== undefined,
            admin: { existingSecret: args.grafana?.adminSecret ?? "" },
          },
          prometheus: {
            serviceAccount: { name: serviceAccount },
            additionalServiceMonitors: monitors,
            prometheusSpec: {
              replicas: args.replicas,
              retention: `${args.retentionDays}d`,
              retentionSize: fourFifths(args.storageGiB),
              storageSpec: volume(args.storageGiB, storageClass),
              externalLabels: { cluster: args.clusterName },
              replicaExternalLabelName: "__replica__", // by which receivers keep the samples of one pod alone
              remoteWrite: remoteWrite.map(receiver),
              serviceMonitorSelectorNilUsesHelmValues: false,
              podMonitorSelectorNilUsesHelmValues: false,
              probeSelectorNilUsesHelmValues: false,
              ruleSelectorNilUsesHelmValues: false,
              scrapeConfigSelectorNilUsesHelmValues: false,
            },
          },
        },
      },
      { parent: this, dependsOn: [...(role?.ready ?? [])] },
    );
    this.registerOutputs();
  }
}
