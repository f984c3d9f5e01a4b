import table from "./eks-addons.json";
import { maxVersionSkew, minorOf, minorsAhead } from "./eksVersions";

interface KnownBuilds {
  /** Build that EKS installs for a minor when none is named. */
  readonly default: Readonly<Record<string, string>>;
  /** Newest build known for a minor, or for `any`. */
  readonly newest: Readonly<Record<string, string>>;
}

const addons = new Map<string, KnownBuilds>(Object.entries(table.addons));

/** The day the table was checked. */
export const addonsAsOf: string = table.asOf;

/** Names of every known EKS add-on. */
export const addonNames: readonly string[] = [...addons.keys()];

/** Build that EKS installs for a minor when none is named, where it is known. */
export const defaultBuild = (addon: string, minor: string): string | undefined => addons.get(addon)?.default[minor];

/** Newest build known for a minor. The table is not complete: EKS may offer newer ones. */
export const newestBuild = (addon: string, minor: string): string | undefined => {
  const known = addons.get(addon);
  return known?.newest[minor] ?? known?.newest.any ?? known?.default[minor];
};

/** Builds known to work with a minor, the default one first. */
export const knownBuilds = (addon: string, minor: string): string[] => {
  const builds = [defaultBuild(addon, minor), newestBuild(addon, minor)];
  return [...new Set(builds.filter((build) => build !== undefined))];
};

/** Order of an add-on's builds, oldest first: `v1.9.0-eksbuild.2` comes before `v1.22.4-eksbuild.1`. */
export function compareBuilds(a: string, b: string): number {
  const [one, other] = [numbersIn(a), numbersIn(b)];
  const differing = one.findIndex((number, place) => number !== other[place]);
  return (one[differing] ?? 0) - (other[differing] ?? 0);
}

const numbersIn = (build: string): number[] => [...build.matchAll(/\d+/g)].map(Number);

/**
 * What speaks against a build with a control plane of this minor ("must not be newer than ..."); undefined when nothing is known against it. A build that
 * the table lacks is not refused: EKS publishes builds more often than a table is kept.
 */
export function incompatibility(addon: string, build: string, minor: string): string | undefined {
  if (addon === "kube-proxy") return kubeProxyIncompatibility(build, minor);
  if (addon === "coredns") return corednsIncompatibility(build, minor);
  return undefined;
}

/** https://kubernetes.io/releases/version-skew-policy/#kube-proxy */
function kubeProxyIncompatibility(build: string, minor: string): string | undefined {
  const ahead = minorsAhead(minorOf(build), minor);
  if (ahead > 0) return `must not be newer than the control plane (${minor})`;
  if (ahead < -maxVersionSkew)
    return `must be at most ${maxVersionSkew} minors older than the control plane (${minor})`;
  return undefined;
}

/** EKS drops a line of CoreDNS (1.13, 1.14) about one minor after it stopped being the default. */
function corednsIncompatibility(build: string, minor: string): string | undefined {
  const previous = `1.${Number(minor.slice(2)) - 1}`;
  const oldest = defaultBuild("coredns", previous);
  if (oldest === undefined || minorsAhead(minorOf(build), minorOf(oldest)) >= 0) return undefined;
  return `must be ${minorOf(oldest)} or newer on Kubernetes ${minor}`;
}
