import type { Chart } from "../helm/chart.spec";
import { inOrder } from "../spec/order";
import type { ChartsSettings, ReleaseSettings } from "./spec";

type Releases = ChartsSettings["releases"];

/** The chart of a release. The version of a folder's chart stands in its Chart.yaml. */
export const chartOf = (name: string, { chart = name, source, version = "" }: ReleaseSettings): Chart => ({
  name: source.startsWith("oci://") ? source.slice(source.lastIndexOf("/") + 1) : chart,
  source,
  version,
});

/** Namespaces that every cluster has. */
const always = ["default", "kube-system", "kube-public", "kube-node-lease"];

/** Namespaces that releases need and nobody else makes. */
export const namespacesOf = (releases: Releases): string[] =>
  [...new Set(Object.entries(releases).map(([name, { namespace = name }]) => namespace))].filter(
    (namespace) => !always.includes(namespace),
  );

/** The releases, each after those that it needs. */
export const inOrderOfReleases = (releases: Releases): [string, ReleaseSettings][] =>
  inOrder(Object.keys(releases), (name) => releases[name]?.needs ?? []).flatMap((name) => {
    const release = releases[name];
    return release ? [[name, release]] : [];
  });
