import { readFileSync } from "node:fs";
import { ApiServer } from "../apiServer/apiServer";
import type { ControlPlaneFiles } from "./files";
import { base64, ensureKubeconfig, ensureServingCertificate } from "./pki";

/** The Service and the service account of the add-on. */
const NAME = "metrics-server";
const NAMESPACE = "kube-system";

/** Address type of a node at which kwok answers; those of the simulated network reach nobody. */
const KWOK_ADDRESS = "Kwok";

/** Ports of the loopback interface. */
export interface MetricsPorts {
  readonly kwok: number;
  readonly metricsServer: number;
}

export const metricsApi = {
  apiVersion: "apiregistration.k8s.io/v1",
  kind: "APIService",
  name: "v1beta1.metrics.k8s.io",
};

/** https://github.com/kubernetes-sigs/metrics-server#configuration, as the add-on's own pods are started. */
export function metricsServerArguments(files: ControlPlaneFiles, { metricsServer }: MetricsPorts): string[] {
  const kubeconfig = files.kubeconfig("metrics-server");
  const serving = files.certificate("metrics-server");
  return [
    "--bind-address=127.0.0.1",
    `--secure-port=${metricsServer}`,
    `--tls-cert-file=${serving.certificate}`,
    `--tls-private-key-file=${serving.key}`,
    `--kubeconfig=${kubeconfig}`,
    `--authentication-kubeconfig=${kubeconfig}`,
    `--authorization-kubeconfig=${kubeconfig}`,
    `--kubelet-certificate-authority=${files.certificate("ca").certificate}`,
    `--kubelet-preferred-address-types=${KWOK_ADDRESS}`,
    "--kubelet-use-node-status-port",
    "--kubelet-request-timeout=10s",
    "--metric-resolution=15s",
  ];
}

/** What kwok needs to answer in place of the kubelets. */
export function kwokMetricsArguments(files: ControlPlaneFiles, { kwok }: MetricsPorts): string[] {
  const serving = files.certificate("kwok");
  return [
    `--server-address=127.0.0.1:${kwok}`,
    `--tls-cert-file=${serving.certificate}`,
    `--tls-private-key-file=${serving.key}`,
  ];
}

export async function prepareMetricsServer(files: ControlPlaneFiles, endpoint: string): Promise<void> {
  await ensureServingCertificate(files, "kwok");
  await ensureServingCertificate(files, "metrics-server", [`${NAME}.${NAMESPACE}.svc`]);
  await ensureKubeconfig(files, "metrics-server", endpoint, {
    // The rights are those that the add-on gives its service account.
    commonName: `system:serviceaccount:${NAMESPACE}:${NAME}`,
    organizations: ["system:serviceaccounts", `system:serviceaccounts:${NAMESPACE}`],
  });
}

/** Tells the API server where the process answers; the add-on's Service leads to this machine. */
export async function registerMetricsServer(files: ControlPlaneFiles, port: number): Promise<void> {
  const { apiVersion, kind, name } = metricsApi;
  const apiServer = new ApiServer(files.kubeconfig("admin"));
  try {
    const spec = {
      group: "metrics.k8s.io",
      version: "v1beta1",
      groupPriorityMinimum: 100,
      versionPriority: 100,
      service: { namespace: NAMESPACE, name: NAME, port },
      caBundle: base64(readFileSync(files.certificate("ca").certificate, "utf8")),
    };
    const object = { apiVersion, kind, metadata: { name }, spec };
    await apiServer.apply(object);
  } finally {
    apiServer.close();
  }
}

/** kwok's own, in the parts that metrics-server reads: https://kwok.sigs.k8s.io/docs/user/metrics-configuration/ */
export function kwokMetrics({ kwok }: MetricsPorts): object[] {
  return [usageFromAnnotation, resourceMetrics, nodeStage(kwok)];
}

const apiVersion = "kwok.x-k8s.io/v1alpha1";
const METRICS_PATH = "/metrics/nodes/{nodeName}/metrics/resource";

const usage = (resource: "cpu" | "memory", otherwise: string) => {
  const annotation = `"kwok.x-k8s.io/usage-${resource}"`;
  const given = `Quantity(pod.metadata.annotations[${annotation}])`;
  return { expression: `${annotation} in pod.metadata.annotations ? ${given} : Quantity("${otherwise}")` };
};

const usageFromAnnotation = {
  apiVersion,
  kind: "ClusterResourceUsage",
  metadata: { name: "usage-from-annotation" },
  spec: { usages: [{ usage: { cpu: usage("cpu", "1m"), memory: usage("memory", "1Mi") } }] },
};

const containerLabels = [
  { name: "container", value: "container.name" },
  { name: "namespace", value: "pod.metadata.namespace" },
  { name: "pod", value: "pod.metadata.name" },
];

const metric = (name: string, kind: "gauge" | "counter", value: string) =>
  name.startsWith("container_")
    ? { name, kind, value, dimension: "container", labels: containerLabels }
    : { name, kind, value, dimension: "node" };

const resourceMetrics = {
  apiVersion,
  kind: "Metric",
  metadata: { name: "metrics-resource" },
  spec: {
    path: METRICS_PATH,
    metrics: [
      metric("container_start_time_seconds", "gauge", "pod.SinceSecond()"),
      metric("container_cpu_usage_seconds_total", "counter", 'pod.CumulativeUsage("cpu", container.name)'),
      metric("container_memory_working_set_bytes", "gauge", 'pod.Usage("memory", container.name)'),
      metric("node_cpu_usage_seconds_total", "counter", 'node.CumulativeUsage("cpu")'),
      metric("node_memory_working_set_bytes", "gauge", 'node.Usage("memory")'),
    ],
  },
};

/** Gives each node an address and a port at which its metrics are, and their path. */
function nodeStage(port: number): object {
  return {
    apiVersion,
    kind: "Stage",
    metadata: { name: "node-metrics" },
    spec: {
      resourceRef: { apiGroup: "v1", kind: "Node" },
      // Before the heartbeat, which has no weight.
      weight: 1,
      selector: {
        matchExpressions: [
          { key: '.status.conditions[] | select(.type == "Ready") | .status', operator: "In", values: ["True"] },
          {
            key: ".status.daemonEndpoints.kubeletEndpoint.Port | tostring",
            operator: "NotIn",
            values: [String(port)],
          },
        ],
      },
      steps: [
        {
          patch: {
            root: "metadata",
            type: "merge",
            template: `annotations: { metrics.k8s.io/resource-metrics-path: "${METRICS_PATH.replace("{nodeName}", "{{ .metadata.name }}")}" }`,
          },
        },
        {
          patch: {
            subresource: "status",
            root: "status",
            type: "strategic",
            template: [
              `addresses: [{ type: ${KWOK_ADDRESS}, address: 127.0.0.1 }]`,
              `daemonEndpoints: { kubeletEndpoint: { Port: ${port} } }`,
            ].join("\n"),
          },
        },
      ],
    },
  };
}
