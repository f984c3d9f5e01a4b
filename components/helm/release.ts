import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { locationOf, type Chart } from "./chart.spec";

export interface HelmReleaseArgs {
  readonly chart: Chart;
  /**
   * Registry or folder that has the chart in place of its source.
   * @default none
   */
  readonly chartMirror?: string;
  /** Namespace of the release, which is there already. */
  readonly namespace: pulumi.Input<string>;
  /**
   * Values that differ from the chart's own.
   * @default {}
   */
  readonly values?: Readonly<Record<string, unknown>>;
  /**
   * Leaves out what stands in the chart's folder `crds`.
   * @default false
   */
  readonly skipCrds?: boolean;
  /**
   * Seconds until an installation or an upgrade whose pods are not ready has failed, and is rolled back.
   * @default 600
   */
  readonly timeoutSeconds?: number;
  /**
   * Changes when the chart itself does under the same version, and upgrades the release then.
   * @default none
   */
  readonly contentDigest?: string;
}

/**
 * A Helm release of exactly one version of a chart, under the component's own name. It is ready when its pods are; an
 * installation that fails is taken away again, and an upgrade that fails is rolled back.
 *
 * Helm installs what stands in a chart's folder `crds` once, and never upgrades it: `npm run charts -- diff` shows what an
 * upgrade leaves behind.
 *
 * @see https://www.pulumi.com/registry/packages/kubernetes/api-docs/helm/v3/release/
 */
export class HelmRelease extends pulumi.ComponentResource {
  readonly release: kubernetes.helm.v3.Release;

  constructor(name: string, args: HelmReleaseArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:helm:HelmRelease", name, {}, opts);
    this.release = new kubernetes.helm.v3.Release(
      name,
      {
        ...locationOf(args.chart, args.chartMirror),
        name,
        namespace: args.namespace,
        values: args.values,
        skipCrds: args.skipCrds ?? false,
        atomic: true,
        cleanupOnFail: true,
        maxHistory: 5,
        timeout: args.timeoutSeconds ?? 600,
        description: args.contentDigest,
      },
      { parent: this },
    );
    this.registerOutputs();
  }
}
