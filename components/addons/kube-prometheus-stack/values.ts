import { workspace, type RemoteWrite } from "./spec";

/** A claim for each pod. */
export const volume = (storageGiB: number, storageClassName: string | undefined) => ({
  volumeClaimTemplate: {
    spec: {
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: `${storageGiB}Gi` } },
      ...(storageClassName !== undefined && { storageClassName }),
    },
  },
});

/** https://prometheus.io/docs/prometheus/latest/storage/#right-sizing-retention-size */
export const fourFifths = (storageGiB: number): string => `${Math.floor(storageGiB * 0.8 * 1024)}MiB`;

/** https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-onboard-ingest-metrics-new-Prometheus.html */
export function receiver({ workspaceArn, url, basicAuthSecret: name }: RemoteWrite): object {
  const [, region, id] = workspace.exec(workspaceArn ?? "") ?? [];
  return region === undefined
    ? {
        url,
        ...(name !== undefined && {
          basicAuth: { username: { name, key: "username" }, password: { name, key: "password" } },
        }),
      }
    : { url: `https://aps-workspaces.${region}.amazonaws.com/workspaces/${id}/api/v1/remote_write`, sigv4: { region } };
}

/**
 * What EKS runs out of sight, and what listens on its own node alone: without an address that answers they would be down for
 * ever.
 *
 * @see https://docs.aws.amazon.com/eks/latest/best-practices/control-plane.html
 */
export const hidden = {
  kubeControllerManager: { enabled: false },
  kubeScheduler: { enabled: false },
  kubeEtcd: { enabled: false },
  kubeProxy: { enabled: false },
};

/** Of the EKS add-ons of the same work, and the label by which the chart's rules and dashboards know their metrics. */
const addonMonitors = {
  "kube-state-metrics": { targetPort: 8080, job: "kube-state-metrics", honorLabels: true },
  "prometheus-node-exporter": { targetPort: 9100, job: "node-exporter", honorLabels: false },
} as const;

/** Each metric once: from the EKS add-ons where they are there, else from the chart's own. */
export function exporters(beside: readonly string[]) {
  const names = (["kube-state-metrics", "prometheus-node-exporter"] as const).filter((name) => beside.includes(name));
  return {
    kubeStateMetrics: { enabled: !names.includes("kube-state-metrics") },
    nodeExporter: { enabled: !names.includes("prometheus-node-exporter"), forceDeployDashboards: true },
    monitors: names.map((name) => {
      const { job, ...endpoint } = addonMonitors[name];
      return {
        name,
        selector: { matchLabels: { "app.kubernetes.io/name": name } },
        namespaceSelector: { matchNames: [name] },
        endpoints: [{ ...endpoint, relabelings: [{ targetLabel: "job", replacement: job }] }],
      };
    }),
  };
}
