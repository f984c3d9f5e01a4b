import { addonNames, addonSpec } from "../components/addons/specs";
import { chartOf } from "../components/charts/order.spec";
import { archiveOf, isFolder, type Chart } from "../components/helm/chart.spec";
import type { PlatformConfig } from "./sections";

export { chartCache } from "../components/helm/chart.spec";

/** A chart that an environment gets from somewhere else. */
export interface RemoteChart extends Chart {
  /** Name of its archive. */
  readonly archive: string;
  /** Where the stack file pins it. */
  readonly pinnedBy: string;
  /**
   * SHA-256 of its archive, where the stack file says it.
   * @default any
   */
  readonly digest?: string;
}

/** Every chart that an environment gets from somewhere else: of its add-ons, and of its own releases. */
export function remoteCharts({ versions, charts }: Pick<PlatformConfig, "versions" | "charts">): RemoteChart[] {
  const ofAddons = addonNames.flatMap((name) => {
    const { source } = addonSpec(name);
    const version = versions.addons[name];
    if (source.kind !== "chart" || version === undefined) return [];
    return [{ name: source.name, source: source.source, version, pinnedBy: `versions.addons.${name}` }];
  });
  const own = Object.entries(charts.releases)
    .filter(([, { source }]) => !isFolder(source))
    .map(([name, release]) => ({
      ...chartOf(name, release),
      pinnedBy: `charts.releases.${name}`,
      digest: release.digest,
    }));
  return [...ofAddons, ...own].map((chart) => ({ ...chart, archive: archiveOf(chart) }));
}
