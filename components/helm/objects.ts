import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { locationOf, type Chart } from "./chart.spec";

export interface HelmObjectsArgs {
  readonly chart: Chart;
  /**
   * Registry or folder that has the chart in place of its source.
   * @default none
   */
  readonly chartMirror?: string;
  /**
   * Values that differ from the chart's own.
   * @default {}
   */
  readonly values?: Readonly<Record<string, unknown>>;
}

/**
 * The objects of exactly one version of a chart, each a resource of its own, without a release: for custom resource
 * definitions. A release keeps all files of its chart in one Secret, which holds 1 MiB, and upgrades none in the chart's folder
 * `crds`. Hooks of the chart do not run.
 *
 * @see https://www.pulumi.com/registry/packages/kubernetes/api-docs/helm/v4/chart/
 */
export class HelmObjects extends pulumi.ComponentResource {
  constructor(name: string, { chart, chartMirror, values }: HelmObjectsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:helm:HelmObjects", name, {}, opts);
    new kubernetes.helm.v4.Chart(name, { ...locationOf(chart, chartMirror), values }, { parent: this });
    this.registerOutputs();
  }
}
