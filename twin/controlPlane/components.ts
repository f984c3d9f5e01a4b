import { existsSync } from "node:fs";
import * as path from "node:path";
import { loadTypeScript } from "../loadTypeScript";
import type { ControlPlaneTools } from "../toolchain";
import type { ComponentName, ControlPlaneFiles } from "./files";
import { kwokConfiguration } from "./kwok";
import type { Command } from "./managedProcess";
import { kwokMetricsArguments, metricsServerArguments } from "./metricsServer";
import { FRONT_PROXY_USER } from "./pki";
import type { State } from "./state";

/** The others are clients of these: started after them, ended before them. */
export function isServer(name: ComponentName): boolean {
  return name === "etcd" || name === "kube-apiserver";
}

/** The compute controller runs only where the cluster has Fargate profiles or Auto Mode, metrics-server only where it has that add-on. */
export function isNeeded(name: ComponentName, files: ControlPlaneFiles): boolean {
  if (name === "eks-compute-controller") return existsSync(files.compute);
  if (name === "metrics-server") return existsSync(files.metricsServer);
  return true;
}

/** Nodes with this annotation are kept Ready by kwok, and the pods on them run. */
export const kwokNodeAnnotation = { key: "kwok.x-k8s.io/node", value: "fake" } as const;

/** Addresses of pods on nodes that have no `spec.podCIDR`: the range that EKS clusters take for pods when the VPC's own is short. */
const POD_CIDR = "100.64.0.0/16";

const MEBIBYTE = 1024 * 1024;

/** The command of each component; a change in one of them restarts it at the next start. */
export function commands(
  files: ControlPlaneFiles,
  state: State,
  tools: ControlPlaneTools,
): Record<ComponentName, Command> {
  return {
    etcd: etcd(files, state, tools),
    "kube-apiserver": apiServer(files, state, tools),
    "kube-controller-manager": controllerManager(files, tools),
    "kube-scheduler": scheduler(files, tools),
    kwok: kwok(files, state, tools),
    "cluster-egress": nodeProgram("egress", [files.directory, EGRESS_SOCKET]),
    // What EKS itself does for Fargate and Auto Mode.
    "eks-compute-controller": nodeProgram("compute", [files.directory]),
    "metrics-server": metricsServer(files, state, tools),
  };
}

/** https://etcd.io/docs/v3.6/op-guide/configuration/ */
function etcd(files: ControlPlaneFiles, state: State, tools: ControlPlaneTools): Command {
  const url = `https://127.0.0.1:${state.etcdPort}`;
  const serving = files.certificate("etcd");
  return {
    executable: tools.etcd,
    args: [
      "--name=twin",
      `--data-dir=${files.etcdData}`,
      `--listen-client-urls=${url}`,
      `--advertise-client-urls=${url}`,
      // There is no other member: any port will do, and nobody is told which.
      "--listen-peer-urls=http://127.0.0.1:0",
      `--cert-file=${serving.certificate}`,
      `--key-file=${serving.key}`,
      "--client-cert-auth",
      `--trusted-ca-file=${files.certificate("etcd-ca").certificate}`,
      // What a power cut would take can be rehearsed again; laptops' disks make each fsync cost milliseconds.
      "--unsafe-no-fsync",
      `--quota-backend-bytes=${512 * MEBIBYTE}`,
      // Entries up to the last snapshot stay in memory.
      "--snapshot-count=1000",
      "--log-level=warn",
    ],
    environment: memoryLimit(192),
  };
}

/** https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/ */
function apiServer(files: ControlPlaneFiles, state: State, tools: ControlPlaneTools): Command {
  const serving = files.certificate("kube-apiserver");
  const etcdClient = files.certificate("etcd-client");
  const frontProxy = files.certificate("front-proxy-client");
  return {
    executable: tools.kubeApiserver,
    args: [
      "--bind-address=127.0.0.1",
      `--secure-port=${state.apiServerPort}`,
      // Given, because without a network the API server finds no address to advertise and gives up.
      "--advertise-address=127.0.0.1",
      // Endpoints may not be loopback addresses.
      "--endpoint-reconciler-type=none",
      `--tls-cert-file=${serving.certificate}`,
      `--tls-private-key-file=${serving.key}`,
      `--client-ca-file=${files.certificate("ca").certificate}`,
      `--etcd-servers=https://127.0.0.1:${state.etcdPort}`,
      `--etcd-cafile=${files.certificate("etcd-ca").certificate}`,
      `--etcd-certfile=${etcdClient.certificate}`,
      `--etcd-keyfile=${etcdClient.key}`,
      `--authentication-config=${files.authenticationConfiguration}`,
      `--egress-selector-config-file=${files.egressConfiguration}`,
      "--authorization-mode=Node,RBAC",
      "--enable-admission-plugins=NodeRestriction",
      "--allow-privileged=true",
      "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
      `--service-account-key-file=${files.serviceAccountPublicKey}`,
      `--service-account-signing-key-file=${files.serviceAccountKey}`,
      `--service-cluster-ip-range=${state.serviceCidr}`,
      `--requestheader-client-ca-file=${files.certificate("front-proxy-ca").certificate}`,
      `--requestheader-allowed-names=${FRONT_PROXY_USER}`,
      "--requestheader-username-headers=X-Remote-User",
      "--requestheader-group-headers=X-Remote-Group",
      "--requestheader-extra-headers-prefix=X-Remote-Extra-",
      `--proxy-client-cert-file=${frontProxy.certificate}`,
      `--proxy-client-key-file=${frontProxy.key}`,
      "--profiling=false",
      "--etcd-count-metric-poll-period=0",
    ],
    environment: memoryLimit(640),
  };
}

/**
 * As EKS does: only the health checks can be asked without a credential.
 *
 * https://kubernetes.io/docs/reference/access-authn-authz/authentication/#anonymous-authenticator-configuration
 */
export const authenticationConfiguration = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
anonymous:
  enabled: true
  conditions:
    - path: /healthz
    - path: /livez
    - path: /readyz
`;

/** In the folder of the control plane, where its processes run: a longer path may be too long for a socket. */
const EGRESS_SOCKET = "egress.sock";

/**
 * Webhooks and aggregated APIs are reached through twin/egress.
 *
 * https://kubernetes.io/docs/tasks/extend-kubernetes/setup-konnectivity/
 */
export const egressConfiguration = `apiVersion: apiserver.k8s.io/v1beta1
kind: EgressSelectorConfiguration
egressSelections:
  - name: cluster
    connection:
      proxyProtocol: HTTPConnect
      transport:
        uds:
          udsName: ${EGRESS_SOCKET}
`;

/** https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/ */
function controllerManager(files: ControlPlaneFiles, tools: ControlPlaneTools): Command {
  const authority = files.certificate("ca");
  return {
    executable: tools.kubeControllerManager,
    args: [
      `--kubeconfig=${files.kubeconfig("kube-controller-manager")}`,
      "--secure-port=0",
      "--leader-elect=false",
      "--use-service-account-credentials=true",
      `--service-account-private-key-file=${files.serviceAccountKey}`,
      `--root-ca-file=${authority.certificate}`,
      `--cluster-signing-cert-file=${authority.certificate}`,
      `--cluster-signing-key-file=${authority.key}`,
      "--kube-api-qps=100",
      "--kube-api-burst=200",
      "--profiling=false",
    ],
    environment: memoryLimit(192),
  };
}

/** https://kubernetes.io/docs/reference/command-line-tools-reference/kube-scheduler/ */
function scheduler(files: ControlPlaneFiles, tools: ControlPlaneTools): Command {
  return {
    executable: tools.kubeScheduler,
    args: [
      `--kubeconfig=${files.kubeconfig("kube-scheduler")}`,
      "--secure-port=0",
      "--leader-elect=false",
      "--profiling=false",
    ],
    environment: memoryLimit(128),
  };
}

/** https://kwok.sigs.k8s.io/docs/generated/kwok/ */
function kwok(files: ControlPlaneFiles, state: State, tools: ControlPlaneTools): Command {
  return {
    executable: tools.kwok,
    args: [
      `--kubeconfig=${files.kubeconfig("kwok")}`,
      `--manage-nodes-with-annotation-selector=${kwokNodeAnnotation.key}=${kwokNodeAnnotation.value}`,
      "--node-lease-duration-seconds=40",
      `--cidr=${POD_CIDR}`,
      ...tools.kwokStages.map((file) => `--config=${file}`),
      `--config=${kwokConfiguration(files, state).file}`,
      ...(isNeeded("metrics-server", files) && state.metricsPorts
        ? kwokMetricsArguments(files, state.metricsPorts)
        : []),
    ],
    environment: memoryLimit(128),
  };
}

function metricsServer(files: ControlPlaneFiles, state: State, tools: ControlPlaneTools): Command {
  return {
    executable: tools.metricsServer ?? "",
    args: state.metricsPorts ? metricsServerArguments(files, state.metricsPorts) : [],
    environment: memoryLimit(128),
  };
}

/** A program of the twin, in a folder of its own. */
function nodeProgram(folder: "compute" | "egress", args: readonly string[]): Command {
  return {
    executable: process.execPath,
    args: [
      // Most of the time it waits: a small heap collected often is worth more than speed.
      "--max-semi-space-size=2",
      "--max-old-space-size=64",
      ...loadTypeScript,
      path.join(__dirname, "..", folder, "main.ts"),
      ...args,
    ],
    environment: {},
  };
}

/**
 * Go collects garbage more often than by default and works against a soft limit: one environment is to run in the memory that a laptop has to spare.
 *
 * https://go.dev/doc/gc-guide
 */
function memoryLimit(mebibytes: number): Record<string, string> {
  return { GOGC: "50", GOMEMLIMIT: `${mebibytes}MiB` };
}
