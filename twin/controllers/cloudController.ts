import { setTimeout as sleep } from "node:timers/promises";
import { ApiServer } from "../apiServer/apiServer";
import type { Account } from "../aws/account";
import type { ClusterObjects } from "../aws/eks/kubernetes/objects";
import { injectAuthorities } from "./authorities";
import { writeSecrets } from "./externalSecrets";
import { LoadBalancers } from "./loadBalancers/controller";
import { provisionVolumes } from "./volumes";

export interface CloudControllerOptions {
  /** Path of a kubeconfig that may do everything. */
  readonly kubeconfig: string;
  /** The account in which it makes load balancers, once there is one. */
  readonly account: () => Account | undefined;
  /** AWS region of the cluster. */
  readonly region: string;
  /** Base64 of the PEM certificate that the certificates of simulated pods are signed with. */
  readonly authority: string;
  /** Hears once what keeps failing. A server that restarts is waited for in silence. */
  onError(message: string): void;
  /** Hears once of each object that waited in vain for its load balancer to be made or deleted; in AWS, it would go on waiting. */
  onUnserved(message: string): void;
}

/** Rounds, one a second, after which a failure is no longer taken for a restart. */
const PATIENCE = 30;

/** Rounds that a controller of load balancers has to come up: its chart may be installed beside the object that needs it. */
const CONTROLLER_PATIENCE = 60;

/**
 * What AWS, and controllers with it, give to objects of a cluster: load balancers, and volumes and secrets as far as the objects show them.
 *
 * - Services of type LoadBalancer: in AWS the AWS Load Balancer Controller makes a Network Load Balancer, or the cloud controller of EKS a Classic one.
 * - Ingresses and Gateways: the AWS Load Balancer Controller makes a load balancer; nginx, Traefik and Envoy repeat the address of their own Service.
 * - Webhooks: cert-manager, a Job or the pods themselves write their authority into the configuration, where the chart does not.
 * - PersistentVolumeClaims: the EBS CSI driver makes a volume in the zone of the node that the scheduler has chosen, the EFS CSI driver an access point.
 * - ExternalSecrets: the External Secrets Operator makes Secrets.
 *
 * Here, one process does it in their place, where they are installed. Nothing listens at the addresses.
 */
export class CloudController {
  private readonly stopping = new AbortController();
  private readonly cluster: ApiServer;
  private running: Promise<void> | undefined;

  constructor(private readonly options: CloudControllerOptions) {
    this.cluster = new ApiServer(options.kubeconfig);
  }

  /** Looks every second until it is stopped. */
  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.cluster.close(); // an API server that has lost its etcd does not answer for a minute
    await this.running;
  }

  private async run(): Promise<void> {
    let loadBalancers: LoadBalancers | undefined;
    let rounds: ReadonlyMap<string, number> = new Map();
    const { signal } = this.stopping;
    let failures = 0;
    while (!signal.aborted) {
      try {
        const before = rounds;
        loadBalancers ??= this.loadBalancers();
        const messages = await reconcile(this.cluster, loadBalancers);
        await injectAuthorities(this.cluster, this.options.authority);
        await writeSecrets(this.cluster);
        rounds = new Map(messages.map((message) => [message, (before.get(message) ?? 0) + 1]));
        for (const [message, round] of rounds) if (round === CONTROLLER_PATIENCE) this.options.onUnserved(message);
        failures = 0;
      } catch (error) {
        if (++failures === PATIENCE) this.options.onError(error instanceof Error ? error.message : String(error));
      }
      await sleep(1000, undefined, { signal }).catch(() => undefined); // it rejects when it is aborted
    }
  }

  private loadBalancers(): LoadBalancers | undefined {
    const account = this.options.account();
    return account && new LoadBalancers(this.cluster, account, this.options.region);
  }
}

/** Gives every object what it lacks, once. @returns why some wait in vain */
export async function reconcile(cluster: ClusterObjects, loadBalancers?: LoadBalancers): Promise<string[]> {
  const [unserved = []] = await Promise.all([loadBalancers?.reconcile(), provisionVolumes(cluster)]);
  return unserved;
}
