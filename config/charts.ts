import { addonNames, addonSpec } from "../components/addons/specs";
import { chartOf } from "../components/charts/order.spec";
import { archiveOf, isFolder, type Chart } from "../components/helm/chart.spec";
import type { PlatformConfig } from "./sections";

export { archiveOf, chartCache } from "../components/helm/chart.spec";

/** A chart that an environment gets from somewhere else. */
export interface RemoteChart extends Chart {
  /** Name of the add-on or the release. */
  readonly user: string;
  /** Name of its archive. */
  readonly archive: string;
  /** Paths of the values that are set: those that the chart must know. */
  readonly sets: readonly string[];
  /**
   * The values themselves, where the stack file says them.
   * @default known to a running program only
   */
  readonly values?: Readonly<Record<string, unknown>>;
  /**
   * SHA-256 of its archive, where the stack file says it.
   * @default any
   */
  readonly digest?: string;
  /**
   * Registry that has it in place of its source.
   * @default none
   */
  readonly mirror?: string;
}

/** Every chart that an environment gets from somewhere else: of its add-ons, and of its own releases. */
export function remoteCharts({ versions, charts }: Pick<PlatformConfig, "versions" | "charts">): RemoteChart[] {
  const { mirror, releases } = charts;
  const complete = (chart: Omit<RemoteChart, "archive" | "mirror">): RemoteChart => ({
    ...chart,
    archive: archiveOf(chart),
    ...(mirror?.startsWith("oci://") && { mirror }),
  });
  const ofAddons = addonNames.flatMap((user) => {
    const { source: from } = addonSpec(user);
    const version = versions.addons[user];
    if (from.kind !== "chart" || version === undefined) return [];
    const { name, source, sets, crds } = from;
    return [
      complete({ user, name, source, version, sets }),
      ...(crds ? [complete({ user, ...crds, version, sets: pathsOf(crds.values ?? {}) })] : []),
    ];
  });
  const own = Object.entries(releases)
    .filter(([, { source }]) => !isFolder(source))
    .map(([user, release]) => {
      const { values, digest } = release;
      return complete({ user, ...chartOf(user, release), values, sets: pathsOf(values), digest });
    });
  return [...ofAddons, ...own];
}

/** Paths of the leaves of some values: `web.replicas`. A list is a leaf. */
export const pathsOf = (values: Readonly<Record<string, unknown>>): string[] =>
  Object.entries(values).flatMap(([key, value]) => {
    const isMap = typeof value === "object" && value !== null && !Array.isArray(value);
    const inner = isMap ? pathsOf(value as Record<string, unknown>) : [];
    return inner.length > 0 ? inner.map((path) => `${key}.${path}`) : [key];
  });
