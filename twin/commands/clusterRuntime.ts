import { setTimeout } from "node:timers/promises";
import type { Account } from "../aws/account";
import type { ClusterRuntime, ClusterRuntimeOptions } from "../aws/resourceType";
import type { ControlPlane } from "../controlPlane";
import { CloudController } from "../controllers/cloudController";
import { ensureControlPlaneTools } from "../toolchain";
import { objectsOfUsers } from "./leftovers";

const WATCH_MILLISECONDS = 500;

export interface LocalClusterRuntimeOptions {
  readonly region: string;
  /** Whether pods take no time; as before unless given. */
  readonly instantPods?: boolean;
  readonly signal: AbortSignal;
}

/** The environment's control plane, as the simulated EKS sees it. One environment has one cluster. */
export class LocalClusterRuntime implements ClusterRuntime {
  /** What users still had in the cluster when it was deleted: AWS throws it away with the cluster. */
  readonly deletedWithCluster: string[] = [];
  private readonly answeredBefore: readonly string[];
  private account: Account | undefined;
  private startedHere = false;
  private cloudController: CloudController | undefined;
  /** Why the operation would wait in vain. */
  private stuck: Error | undefined;

  constructor(
    private readonly controlPlane: ControlPlane,
    private readonly options: LocalClusterRuntimeOptions,
  ) {
    this.answeredBefore = controlPlane.answeredWebhooks();
  }

  /** Says in which account the controllers of the cluster make load balancers: it is there only when the control plane of the last command runs again. */
  makeLoadBalancersIn(account: Account): void {
    this.account = account;
  }

  async ensure(
    _clusterName: string,
    minor: string,
    options: ClusterRuntimeOptions = {},
  ): Promise<{ endpoint: string; certificateAuthorityData: string }> {
    // What has died during this command ends it; only the next one starts it again.
    if (this.cloudController) await this.controlPlane.assertRunning();
    const report = (tool: string, message: string) => options.status?.(`${tool}: ${message}`);
    const { signal, instantPods } = this.options;
    const tools = await ensureControlPlaneTools(minor, report, signal);
    // A component that joins the others later does not count: they were there before.
    const { processes } = await this.controlPlane.status();
    this.startedHere ||= processes.every(({ pid }) => pid === undefined);
    await this.controlPlane.start(minor, tools, {
      serviceCidr: options.serviceCidr,
      instantPods,
      progress: report,
      signal,
    });
    this.cloudController ??= this.startCloudController();
    const { endpoint, certificateAuthorityData } = this.controlPlane;
    return { endpoint, certificateAuthorityData };
  }

  /** Whether there is a cluster, and its control plane runs; why it does not, {@link whileRunning} says. */
  async isRunning(): Promise<boolean> {
    if (!this.cloudController) return false;
    return this.controlPlane.assertRunning().then(
      () => true,
      () => false,
    );
  }

  /** Webhooks that were asked for the first time during this command: the twin answered in the place of their pods. */
  answeredWebhooks(): string[] {
    return this.controlPlane.answeredWebhooks().filter((name) => !this.answeredBefore.includes(name));
  }

  kubeconfig(): string {
    return this.controlPlane.adminKubeconfigPath;
  }

  async discard({ isUnfinished = false } = {}): Promise<void> {
    const { running, minor } = await this.controlPlane.status();
    if (running && minor !== undefined && !isUnfinished) {
      const { kubectl } = await ensureControlPlaneTools(minor, () => undefined, this.options.signal);
      this.deletedWithCluster.push(...(await objectsOfUsers(this.kubeconfig(), kubectl)));
    }
    await this.stopCloudController();
    await this.controlPlane.destroyData();
  }

  /**
   * Does the work as long as the control plane's processes run, and nothing waits in vain.
   *
   * @param work is told when that is over; it has to come to an end then
   * @throws naming the process that ended, with the end of its log; or what waits, and why
   */
  async whileRunning<Result>(work: (broken: AbortSignal) => Promise<Result>): Promise<Result> {
    const watch = new AbortController();
    const broken = new AbortController();
    const watching = this.watch(watch.signal, (error) => broken.abort(error));
    try {
      return await work(broken.signal);
    } finally {
      watch.abort();
      await watching;
      // Whatever became of the work, this is why; the work may have failed before the last look.
      broken.signal.throwIfAborted();
      await this.controlPlane.assertRunning();
    }
  }

  private async watch(signal: AbortSignal, onBroken: (error: unknown) => void): Promise<void> {
    while (await pause(WATCH_MILLISECONDS, signal)) {
      try {
        await this.controlPlane.assertRunning();
        if (this.stuck) throw this.stuck;
      } catch (error) {
        onBroken(error);
        return;
      }
    }
  }

  /** @param also `controlPlane`: end the control plane as well, if it was started here */
  async stop(also: { readonly controlPlane: boolean }): Promise<void> {
    await this.stopCloudController();
    if (also.controlPlane && this.startedHere) await this.controlPlane.stop();
  }

  private startCloudController(): CloudController {
    const controller = new CloudController({
      kubeconfig: this.kubeconfig(),
      account: () => this.account,
      region: this.options.region,
      authority: this.controlPlane.certificateAuthorityData,
      onError: (message) => console.error(`cloud controller: ${message}`),
      onUnserved: (message) => (this.stuck = new Error(`${message} In AWS, the operation would wait for it in vain.`)),
    });
    controller.start();
    return controller;
  }

  private async stopCloudController(): Promise<void> {
    await this.cloudController?.stop();
    this.cloudController = undefined;
  }
}

/** @returns whether the time is over; not, when the signal came first */
function pause(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  return setTimeout(milliseconds, undefined, { signal }).then(
    () => true,
    () => false,
  );
}
