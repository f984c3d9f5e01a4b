import { eksVersions, isOffered, maxVersionSkew, minorsAhead, supportPhase } from "../../../../upgrade/eksVersions";
import type { EksOperation } from "../context";

/** Hours after an in-place upgrade in which it can be rolled back. */
const ROLLBACK_WINDOW_HOURS = 168;

export interface NodesVersion {
  /** Name of the node group. */
  readonly name: string;
  readonly version: string;
}

/** The last change of a cluster's version that was made in place. */
export interface VersionUpdate {
  readonly from: string;
  readonly to: string;
  readonly completedAt: Date;
}

export interface VersionChange {
  readonly from: string;
  readonly to: string;
  readonly now: Date;
  readonly supportType: string;
  readonly nodeGroups: readonly NodesVersion[];
  /** Add-ons whose build does not run with the target, and why. */
  readonly incompatibleAddons: readonly string[];
  readonly lastUpdate?: VersionUpdate;
}

/**
 * Refuses a change of a cluster's version as UpdateClusterVersion does.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html
 */
export function checkVersionChange(change: VersionChange, operation: EksOperation): void {
  const { from, to } = change;
  const phase = supportPhase(to, dayOf(change.now));
  if (phase === undefined || phase === "unreleased") {
    throw operation.invalid(`unsupported Kubernetes version ${to}`);
  }
  const ahead = minorsAhead(to, from);
  if (ahead < 0) {
    checkRollback(change, operation);
    return;
  }
  if (ahead !== 1) throw operation.invalid(`Unsupported Kubernetes minor version update from ${from} to ${to}`);
  if (!isOffered(phase)) throw operation.invalid(`unsupported Kubernetes version ${to}`);
  const tooOld = change.nodeGroups.filter(({ version }) => minorsAhead(to, version) > maxVersionSkew);
  if (tooOld.length > 0) {
    throw operation.refuse(
      "InvalidRequestException",
      `Nodegroups ${names(tooOld)} must be updated to match cluster version ${from} before updating cluster version`,
    );
  }
}

/** @see https://docs.aws.amazon.com/eks/latest/userguide/rollback-cluster.html */
function checkRollback(change: VersionChange, operation: EksOperation): void {
  const { from, to, lastUpdate, now } = change;
  if (!lastUpdate || lastUpdate.to !== from) {
    throw operation.refuse(
      "InvalidRequestException",
      `The cluster was created at version ${from} and never upgraded in place: there is nothing to roll back to`,
    );
  }
  if (lastUpdate.from !== to) {
    throw operation.invalid(`A rollback goes to the version held before, ${lastUpdate.from}, not to ${to}`);
  }
  const hours = (now.getTime() - lastUpdate.completedAt.getTime()) / 3_600_000;
  if (hours > ROLLBACK_WINDOW_HOURS) {
    throw operation.refuse(
      "InvalidRequestException",
      `The upgrade to ${from} was completed at ${lastUpdate.completedAt.toISOString()}: a rollback is possible for 7 days`,
    );
  }
  const phase = supportPhase(to, dayOf(now));
  if (phase === "ended")
    throw operation.refuse("InvalidRequestException", `Kubernetes version ${to} is no longer supported`);
  if (phase === "extended" && change.supportType === "STANDARD") {
    throw operation.refuse(
      "InvalidRequestException",
      `Kubernetes version ${to} is in extended support: set the upgrade policy to EXTENDED first`,
    );
  }
  const newer = change.nodeGroups.filter(({ version }) => minorsAhead(version, to) > 0);
  if (newer.length > 0) {
    throw operation.refuse(
      "InvalidStateException",
      `Rollback readiness insights found errors: the nodes of ${names(newer)} are newer than ${to}; a kubelet may not be newer than the API server`,
    );
  }
  if (change.incompatibleAddons.length > 0) {
    throw operation.refuse(
      "InvalidStateException",
      `Rollback readiness insights found errors: add-ons that do not run with ${to}: ${change.incompatibleAddons.join(", ")}`,
    );
  }
}

function names(groups: readonly NodesVersion[]): string {
  return `[${groups.map(({ name }) => name).join(", ")}]`;
}

export function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** Minors that a cluster can be created with on a day, newest first. */
export function offeredMinors(day: string): string[] {
  return eksVersions.map(({ version }) => version).filter((minor) => isOffered(supportPhase(minor, day)));
}
