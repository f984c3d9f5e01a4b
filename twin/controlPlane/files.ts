import * as path from "node:path";

/** In the order in which they are started. */
export const componentNames = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kwok",
  "cluster-egress",
  "eks-compute-controller",
  "metrics-server",
] as const;

export type ComponentName = (typeof componentNames)[number];

/** Where everything of one control plane lies. */
export class ControlPlaneFiles {
  constructor(readonly directory: string) {}

  /** Held while the control plane is started or stopped; outside the folder, which `destroyData` removes. */
  get lock(): string {
    return `${this.directory}.lock`;
  }

  /** Ports, minor and address ranges: what must stay the same from one start to the next. */
  get state(): string {
    return path.join(this.directory, "state.json");
  }

  get etcdData(): string {
    return path.join(this.directory, "etcd");
  }

  get pki(): string {
    return path.join(this.directory, "pki");
  }

  /** A certificate and its key, `<name>.crt` and `<name>.key`. */
  certificate(name: CertificateName): { readonly certificate: string; readonly key: string } {
    return { certificate: path.join(this.pki, `${name}.crt`), key: path.join(this.pki, `${name}.key`) };
  }

  /** The key that signs tokens of service accounts. */
  get serviceAccountKey(): string {
    return path.join(this.pki, "service-account.key");
  }

  get serviceAccountPublicKey(): string {
    return path.join(this.pki, "service-account.pub");
  }

  get authenticationConfiguration(): string {
    return path.join(this.directory, "authentication.yaml");
  }

  /** Says how the API server reaches the cluster. */
  get egressConfiguration(): string {
    return path.join(this.directory, "egress.yaml");
  }

  /** Webhooks in whose place the twin has answered. */
  get answeredWebhooks(): string {
    return path.join(this.directory, "answered-webhooks.json");
  }

  kubeconfig(user: KubeconfigUser): string {
    return path.join(this.directory, "kubeconfigs", `${user}.yaml`);
  }

  /** What kwok does to pods; the name tells one version from another. */
  kwokConfiguration(version: string): string {
    return path.join(this.directory, "kwok", `${version}.yaml`);
  }

  /** Which process a component runs as. */
  process(name: ComponentName): string {
    return path.join(this.directory, "processes", `${name}.json`);
  }

  log(name: ComponentName): string {
    return path.join(this.directory, "logs", `${name}.log`);
  }

  /** Workloads whose pods were made to fail. */
  get failingWorkloads(): string {
    return path.join(this.directory, "failing-workloads.json");
  }

  /** Groups and user names by IAM principal, written by whoever keeps the cluster's access entries; read when a credential is issued. */
  get identities(): string {
    return path.join(this.directory, "identities.json");
  }

  /** What the compute controller works for, written by the simulated EKS; it runs as long as the file is there. */
  get compute(): string {
    return path.join(this.directory, "compute.json");
  }

  /** There as long as the cluster has the add-on metrics-server, written by the simulated EKS: the process runs only then. */
  get metricsServer(): string {
    return path.join(this.directory, "metrics-server.json");
  }

  /** The network interfaces of Fargate pods and Auto Mode nodes, written by the compute controller. */
  get interfaces(): string {
    return path.join(this.directory, "interfaces.json");
  }

  /** Credentials that were issued to IAM principals. */
  get credentials(): string {
    return path.join(this.directory, "credentials");
  }
}

export type CertificateName =
  | "ca"
  | "etcd-ca"
  | "etcd"
  | "etcd-client"
  | "kube-apiserver"
  | "front-proxy-ca"
  | "front-proxy-client"
  | "eks-compute-controller"
  | "kwok"
  | "metrics-server";

export type KubeconfigUser = "admin" | "kube-controller-manager" | "kube-scheduler" | "kwok" | "metrics-server";
