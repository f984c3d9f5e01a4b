import table from "./eks-versions.json";

/** A Kubernetes minor on EKS. Dates are ISO days (`2026-06-02`). */
export interface EksVersion {
  readonly version: string;
  /** First day on EKS. */
  readonly released: string;
  /** Last day of standard support. */
  readonly endOfStandard: string;
  /** Last day of extended support; EKS upgrades what is left. */
  readonly endOfExtended: string;
  /** The end dates follow from AWS's rule and were not published yet when the table was made. */
  readonly endDatesInferred?: boolean;
}

export type SupportPhase = "unreleased" | "standard" | "extended" | "ended";

/** The day the table was checked. What decides a plan compares with this day, never with the clock. */
export const versionsAsOf: string = table.asOf;

/** Every known minor, newest first. https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html */
export const eksVersions: readonly EksVersion[] = table.versions;

/** What a control plane costs, USD an hour, by phase of support. https://aws.amazon.com/eks/pricing/ */
export const pricePerClusterHourUsd: Readonly<Record<"standard" | "extended", number>> = table.pricePerClusterHourUsd;

/** How many minors nodes and kube-proxy may lag behind the control plane. https://kubernetes.io/releases/version-skew-policy/ */
export const maxVersionSkew = 3;

export const eksVersion = (minor: string): EksVersion | undefined =>
  eksVersions.find(({ version }) => version === minor);

/** Phase of support of a known minor on a day. Undefined for a minor that the table does not have. */
export function supportPhase(minor: string, day: string = versionsAsOf): SupportPhase | undefined {
  const known = eksVersion(minor);
  if (!known) return undefined;
  if (day < known.released) return "unreleased";
  if (day <= known.endOfStandard) return "standard";
  return day <= known.endOfExtended ? "extended" : "ended";
}

/** Minors in a phase of support on a day, oldest first. */
export const minorsIn = (phase: SupportPhase, day: string = versionsAsOf): string[] =>
  eksVersions
    .map(({ version }) => version)
    .filter((minor) => supportPhase(minor, day) === phase)
    .sort(compareMinors);

/** Whether EKS runs and creates clusters of a minor in this phase. */
export const isOffered = (phase: SupportPhase | undefined): boolean => phase === "standard" || phase === "extended";

/** `1.36` → `1.37`. A control plane goes up one minor at a time. */
export const nextMinor = (minor: string): string => `1.${minorNumber(minor) + 1}`;

/** How many minors `a` is ahead of `b`; negative when it is behind. */
export const minorsAhead = (a: string, b: string): number => minorNumber(a) - minorNumber(b);

/** Order for sorting, oldest first. */
export const compareMinors = (a: string, b: string): number => minorsAhead(a, b);

/** `v1.36.0-eksbuild.25`, `1.36.4-20260930` and `1.36` are all of minor `1.36`. */
export function minorOf(version: string): string {
  const minor = /^v?(\d+\.\d+)(?:[.-]|$)/.exec(version)?.[1];
  if (minor === undefined) throw new Error(`"${version}" is not a version`);
  return minor;
}

function minorNumber(minor: string): number {
  const digits = /^1\.(\d+)$/.exec(minor)?.[1];
  if (digits === undefined) throw new Error(`"${minor}" is not a Kubernetes minor`);
  return Number(digits);
}
