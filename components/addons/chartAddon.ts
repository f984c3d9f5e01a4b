import * as pulumi from "@pulumi/pulumi";
import { HelmObjects } from "../helm/objects";
import { HelmRelease } from "../helm/release";
import type { ChartSource } from "./addon.spec";
import type { AddonArgs } from "./addonArgs";

interface ChartAddonArgs {
  /**
   * Namespace, which is there already.
   * @default kube-system
   */
  readonly namespace?: pulumi.Input<string>;
  /** Values that differ from the chart's own. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly skipCrds?: boolean;
}

/**
 * An add-on that is a Helm release, with the component's own name as the name of the release. Where another chart has its
 * custom resource kinds, these are there before it, and until it has gone.
 */
export function chartAddon(
  name: string,
  { source }: { readonly source: ChartSource },
  { version, chartMirror }: AddonArgs,
  { namespace = "kube-system", values, skipCrds }: ChartAddonArgs,
  opts: pulumi.ComponentResourceOptions,
): HelmRelease {
  const { crds } = source;
  const kinds =
    crds && new HelmObjects(`${name}-crd`, { chart: { ...crds, version }, chartMirror, values: crds.values }, opts);
  return new HelmRelease(
    name,
    {
      chart: { name: source.name, source: source.source, version },
      chartMirror,
      namespace,
      values,
      skipCrds: skipCrds ?? kinds !== undefined,
    },
    kinds ? pulumi.mergeOptions(opts, { dependsOn: kinds }) : opts,
  );
}
