import type { ClusterRuntime, ClusterRuntimeOptions } from "../aws/resourceType";
import type { ControlPlane } from "../controlPlane";
import { CloudController } from "../controllers/cloudController";
import { ensureControlPlaneTools } from "../toolchain";
import { objectsOfUsers } from "./leftovers";

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
  private startedHere = false;
  private cloudController: CloudController | undefined;

  constructor(
    private readonly controlPlane: ControlPlane,
    private readonly options: LocalClusterRuntimeOptions,
  ) {}

  async ensure(
    _clusterName: string,
    minor: string,
    options: ClusterRuntimeOptions = {},
  ): Promise<{ endpoint: string; certificateAuthorityData: string }> {
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

  kubeconfig(): string {
    return this.controlPlane.adminKubeconfigPath;
  }

  async discard(): Promise<void> {
    const { running, minor } = await this.controlPlane.status();
    if (running && minor !== undefined) {
      const { kubectl } = await ensureControlPlaneTools(minor, () => undefined, this.options.signal);
      this.deletedWithCluster.push(...(await objectsOfUsers(this.kubeconfig(), kubectl)));
    }
    await this.stopCloudController();
    await this.controlPlane.destroyData();
  }

  /** @param also `controlPlane`: end the control plane as well, if it was started here */
  async stop(also: { readonly controlPlane: boolean }): Promise<void> {
    await this.stopCloudController();
    if (also.controlPlane && this.startedHere) await this.controlPlane.stop();
  }

  private startCloudController(): CloudController {
    const controller = new CloudController({
      kubeconfig: this.kubeconfig(),
      region: this.options.region,
      onError: (message) => console.error(`cloud controller: ${message}`),
    });
    controller.start();
    return controller;
  }

  private async stopCloudController(): Promise<void> {
    await this.cloudController?.stop();
    this.cloudController = undefined;
  }
}
